"""Tells whether a claim names who and what its source names."""
