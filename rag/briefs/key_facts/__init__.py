"""Finds who, what, where, when and how many in the points of a brief."""
