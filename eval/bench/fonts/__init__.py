"""Builds the fonts of PDFs from the ones that they are made of."""
