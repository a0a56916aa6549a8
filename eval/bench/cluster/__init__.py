"""Several servers and workers on one library, killed over and over."""
