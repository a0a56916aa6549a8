"""Measures answers and briefs on suites of cases; `eval.bench` has the benchmarks."""
