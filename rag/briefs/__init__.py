"""Writes briefs: a story in points, from its articles."""
