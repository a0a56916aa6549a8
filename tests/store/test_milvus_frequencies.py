"""Counts of a Milvus server: whoever waits for one gets it, or learns why there is none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.store.milvus_collection import MilvusCollection
from rag.store.milvus_frequencies import TokenFrequencies


class UncountedCollection(MilvusCollection):
    """A collection whose server answers with what nobody expects."""

    def __init__(self) -> None:
        """Connect to nothing."""

    def count(self, condition: str = "", *, latest: bool = True) -> int:
        raise KeyError("count(*)")


def test_nobody_waits_for_a_count_that_failed() -> None:
    with ThreadPoolExecutor(1) as calls:
        frequencies = TokenFrequencies(calls, UncountedCollection())
        for _ in range(2):
            with pytest.raises(KeyError):
                frequencies.total()
