"""Arabic and English as strings: splitting, comparing, analysing. Pure functions without state."""
