"""Finds what Arabic and English texts have in common: names, numbers, concepts."""
