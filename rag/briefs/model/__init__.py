"""Writes a brief with a chat model: notes down facts, then writes each language."""
