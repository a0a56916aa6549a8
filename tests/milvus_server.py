"""The real Milvus server of the benchmarks, for the tests."""

from eval.bench.cluster.milvus_server import MilvusServer, running_milvus

__all__ = ["MilvusServer", "running_milvus"]
