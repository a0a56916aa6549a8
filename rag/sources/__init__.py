"""Bytes to drafts of articles: finding the files, deciding their charset, one reader a format."""
