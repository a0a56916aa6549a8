"""Turns files into drafts of articles: finds files, decides their charset, parses formats."""
