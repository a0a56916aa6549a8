"""Compares the sense of a claim with its source: denial, modality, condition, order, opposites."""
