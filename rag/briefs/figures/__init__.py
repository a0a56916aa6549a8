"""Compares the figures that articles of a story give."""
