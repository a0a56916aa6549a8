"""Ties what was written to what it stands on: markers, sentences, cited spans."""
