"""Embedders: what turns texts into vectors of unit length."""
