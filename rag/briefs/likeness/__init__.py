"""Compares two sentences: what they share, and what contradicts that they tell the same."""
