"""A library that another process has open, and the way to it."""
