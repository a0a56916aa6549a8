"""Cuts Arabic and English text into sentences, words and numbers, folds and stems it."""
