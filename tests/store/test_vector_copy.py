from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.protocols import VectorStore
from rag.store import vectors as vectors_module
from rag.store.vector_copy import CopiedVectors
from rag.store.vectors import open_vectors

RANDOM = np.random.default_rng(1)
VECTORS = RANDOM.standard_normal((40, 16)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
IDS = [f"chunk-{number}" for number in range(40)]


def opened(folder: Path, *, fingerprint: str = "one", former: tuple[str, ...] = ()) -> VectorStore:
    return open_vectors(folder, url=None, library="library", fingerprint=fingerprint, former=former)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "vectors"
    store = opened(place)
    store.add(IDS[:30], VECTORS[:30], "ar")
    store.add(IDS[30:], VECTORS[30:], "en")
    store.close()
    return place


def test_a_small_library_is_searched_in_its_copy_as_in_chroma(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = opened(folder)
    assert isinstance(copy, CopiedVectors)
    monkeypatch.setattr(vectors_module, "read_copy", lambda folder, name: None)
    chroma = opened(shutil.copytree(folder, tmp_path / "other"))
    for among in (None, IDS[5:9], [*IDS[:3], "gone"], ["gone"]):
        one = copy.search(VECTORS[3], "ar", limit=5, among=among)
        two = chroma.search(VECTORS[3], "ar", limit=5, among=among)
        assert [name for name, _ in one] == [name for name, _ in two]
        assert [cosine for _, cosine in one] == pytest.approx(
            [cosine for _, cosine in two], abs=1e-5
        )
    assert (copy.count(), copy.count("ar"), copy.count("en")) == (40, 30, 10)
    chroma.close()
    copy.close()


def test_a_search_of_the_copy_does_not_import_chroma(folder: Path) -> None:
    program = (
        "import sys, numpy as np; from pathlib import Path; from rag.store import vectors;"
        "store = vectors.open_vectors(Path(sys.argv[1]), url=None, library='library',"
        " fingerprint='one');"
        "print(len(store.search(np.ones(16, np.float32), 'ar', limit=4)));"
        "print('chromadb' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["4", "False"]


def test_what_is_changed_is_in_the_next_copy(folder: Path) -> None:
    store = opened(folder)
    store.delete(IDS[:2])
    store.add(["new"], VECTORS[:1], "en")
    assert store.search(VECTORS[0], "en", limit=1)[0][0] == "new"
    store.close()
    again = opened(folder)
    assert isinstance(again, CopiedVectors)
    assert (again.count("ar"), again.count("en")) == (28, 11)
    assert again.search(VECTORS[0], "en", limit=1)[0][0] == "new"
    assert again.ids() == {*IDS[2:], "new"}
    again.close()


def test_a_process_that_is_killed_leaves_no_copy(folder: Path) -> None:
    store = opened(folder)
    store.add(["new"], VECTORS[:1], "en")
    assert not list(folder.glob("*.npz"))
    store.close()


@pytest.mark.parametrize("damage", ["cut", "flipped", "other files", "other embedder"])
def test_a_copy_that_may_be_wrong_does_not_count(folder: Path, damage: str) -> None:
    (copy,) = folder.glob("*.npz")
    content = bytearray(copy.read_bytes())
    if damage == "cut":
        copy.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        content[content.index(VECTORS[3].tobytes()) + 1] ^= 255
        copy.write_bytes(content)
    elif damage == "other files":
        os.utime(folder / "chroma.sqlite3", ns=(1, 1))
    store = opened(folder, fingerprint="two" if damage == "other embedder" else "one")
    assert not isinstance(store, CopiedVectors)
    assert store.count() == (0 if damage == "other embedder" else 40)
    store.close()


def test_a_large_library_has_no_copy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "MOST_COPIED", 40)
    store = opened(folder)
    store.add(["new"], VECTORS[:1], "en")
    store.close()
    assert not list(folder.glob("*.npz"))
