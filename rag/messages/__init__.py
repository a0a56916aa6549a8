"""Everything that is said to a reader, in Arabic and English."""
