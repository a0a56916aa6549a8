"""Tells the running text of a news article from what stands around it."""
