"""Several processes that serve one page."""
