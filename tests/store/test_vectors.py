"""The vectors in Chroma where Chroma fails for a moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.errors import InternalError

from rag.errors import DamagedLibraryError
from rag.store.vectors import VectorIndex, open_vectors

NEAR = np.array([1.0, 0.1], dtype=np.float32)


@pytest.mark.parametrize("failures", [1, 2])
def test_a_question_in_the_moment_of_the_first_vectors_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """Chroma's graph is not on the disk then; what fails twice is damaged."""
    store = open_vectors(tmp_path, url=None, library="l", fingerprint="x:1", former=[])
    store.add(["a", "b"], np.eye(2, dtype=np.float32), "en")
    query, left = VectorIndex._query, [InternalError("nothing found on disk")] * failures

    def failing(self: VectorIndex, *given: Any) -> list[tuple[str, float]]:
        if left:
            raise left.pop()
        return query(self, *given)

    monkeypatch.setattr(VectorIndex, "_query", failing)
    if failures == 1:
        assert [one for one, _ in store.search(NEAR, "en", limit=2)] == ["a", "b"]
    else:
        with pytest.raises(DamagedLibraryError, match="doctor --repair"):
            store.search(NEAR, "en", limit=2)
    store.close()
