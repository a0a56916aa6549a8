"""The benchmarks behind `make bench`: each figure beside its yardstick, in the same run."""
