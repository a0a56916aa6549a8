"""Splits articles into sentences that a brief may quote."""
