"""Reads web pages: the article without the page around it, and what the page states of it."""
