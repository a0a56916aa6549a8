"""Reads PDFs: from glyphs to lines, paragraphs and text in reading order."""
