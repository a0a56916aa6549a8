"""Checks what was written against its sources: markers, cited sentences, verdicts."""
