"""Embedders, which turn texts into vectors of unit length."""
