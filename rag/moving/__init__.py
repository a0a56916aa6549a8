"""A whole library as one file, and from one database into another."""
