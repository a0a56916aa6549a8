"""Repairs texts: wrong charsets, escapes, reversed Arabic, lines that were wrapped."""
