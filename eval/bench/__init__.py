"""Benchmarks behind `make bench`: each figure beside that of another method, in the same run."""
