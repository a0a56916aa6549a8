"""Reads Markdown and the metadata at its top."""
