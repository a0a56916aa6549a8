"""Decides which passages are found for a question and whether they answer it."""
