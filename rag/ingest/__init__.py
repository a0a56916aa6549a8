"""Brings sources into a library: reading, chunking, storing, indexing."""
