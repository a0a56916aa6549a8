"""Finds the day of publication: stated, in a dateline, in a file's name or in a link."""
