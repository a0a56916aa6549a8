"""The real PostgreSQL server of the benchmarks, for the tests."""

from eval.bench.cluster.postgres_server import empty_database, new_database, running_postgres

__all__ = ["empty_database", "new_database", "running_postgres"]
