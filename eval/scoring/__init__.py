"""Turns predictions and cases into scores of each case, and these into headline figures."""
