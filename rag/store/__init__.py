"""What a library keeps on disk: the catalog, the word index, the vectors, the lock."""
