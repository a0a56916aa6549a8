"""Compares what changes the sense of a claim with its source: denial, modality, order, opposites."""
