"""Chooses sentences of the articles for a brief without a model."""
