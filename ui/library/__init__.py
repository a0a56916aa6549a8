"""The tab of the library: what is in it, and what is put in."""
