"""Reads sentences beside a question: a small model tells how likely each answers it."""
