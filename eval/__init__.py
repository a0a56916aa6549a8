"""Measurements of the product: quality on public question sets, speed, and safety of its data."""
