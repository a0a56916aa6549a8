"""Puts the articles of one event together, across outlets and languages."""
