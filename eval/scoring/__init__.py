"""Scores the metrics of one case, one module for each kind of scorer; `eval.metrics` lists them."""
