from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.embedding.vector_cache import VectorCache
from rag.errors import EmbeddingError

Vectors = dict[str, NDArray[np.float32]]


def _vectors(*texts: str, dimension: int = 4) -> Vectors:
    rng = np.random.default_rng(len(texts))
    return {text: rng.normal(size=dimension).astype(np.float32) for text in texts}


def _same(left: Mapping[str, NDArray[np.float32]], right: Vectors) -> bool:
    return left.keys() == right.keys() and all(
        np.array_equal(left[text], right[text]) for text in right
    )


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "deep" / "vectors.db")


def test_nothing_is_known_before_the_first_put_and_no_file_is_made(cache: VectorCache) -> None:
    assert cache.get_many("f", ["a"]) == {}
    assert cache.dimension("f") is None
    assert not cache.path.parent.exists()


def test_what_was_put_comes_back_to_the_bit(cache: VectorCache) -> None:
    vectors = _vectors("a", "سؤال", "")
    cache.put_many("f", vectors)
    assert _same(cache.get_many("f", ["unknown", *vectors, "a"]), vectors)
    assert cache.get_many("f", []) == {}


def test_fingerprints_do_not_mix(cache: VectorCache) -> None:
    cache.put_many("f", _vectors("a"))
    cache.put_many("g", _vectors("a", dimension=7))
    assert (cache.dimension("f"), cache.dimension("g"), cache.dimension("h")) == (4, 7, None)
    assert len(cache.get_many("g", ["a"])["a"]) == 7
    assert cache.get_many("h", ["a"]) == {}


def test_a_newer_vector_takes_the_place_of_the_older(cache: VectorCache) -> None:
    older, newer = _vectors("a"), _vectors("a", "b")
    cache.put_many("f", older)
    cache.put_many("f", newer)
    assert _same(cache.get_many("f", ["a", "b"]), newer)


def test_more_texts_than_one_query_takes(cache: VectorCache) -> None:
    vectors = _vectors(*(f"text {number}" for number in range(2_300)))
    cache.put_many("f", vectors)
    assert _same(cache.get_many("f", list(vectors)), vectors)


@given(st.lists(st.text(), unique=True))
def test_different_texts_are_different_entries(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    cache = VectorCache(tmp_path_factory.mktemp("cache") / "vectors.db")
    vectors = _vectors(*texts)
    cache.put_many("f", vectors)
    assert _same(cache.get_many("f", texts), vectors)


def test_threads_may_share_it(cache: VectorCache) -> None:
    parts = [_vectors(*(f"{part}/{number}" for number in range(20))) for part in range(16)]

    def put_and_get(part: Vectors) -> bool:
        cache.put_many("f", part)
        return _same(cache.get_many("f", list(part)), part)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put_and_get, parts))
    assert len(cache.get_many("f", [text for part in parts for text in part])) == 320


def test_two_of_them_may_share_a_file(cache: VectorCache) -> None:
    other = VectorCache(cache.path)
    cache.put_many("f", _vectors("a"))
    other.put_many("f", _vectors("b"))
    assert set(cache.get_many("f", ["a", "b"])) == {"a", "b"}


def test_a_killed_process_leaves_every_batch_that_it_stored(cache: VectorCache) -> None:
    code = (
        "import sys, time, numpy as np; from pathlib import Path\n"
        "from rag.embedding.vector_cache import VectorCache\n"
        "cache = VectorCache(Path(sys.argv[1]))\n"
        "for number in range(10_000):\n"
        "    cache.put_many('f', {f'{number}': np.ones(4, dtype=np.float32)})\n"
        "    print(number, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(cache.path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        stored = [*range(20), *map(int, process.stdout)]
    assert set(cache.get_many("f", list(map(str, stored)))) == set(map(str, stored))


@pytest.mark.parametrize("bytes_at", [0, 4096])
def test_a_damaged_file_is_set_aside_and_begun_anew(
    cache: VectorCache, caplog: pytest.LogCaptureFixture, bytes_at: int
) -> None:
    cache.put_many("f", _vectors(*(f"text {number}" for number in range(200))))
    with cache.path.open("r+b") as file:
        file.seek(bytes_at)
        file.write(b"\xff" * 8192)
    found = cache.get_many("f", [f"text {number}" for number in range(200)])
    assert found == {}
    assert "damaged" in caplog.text
    assert cache.path.with_name("vectors.db.broken").exists()
    cache.put_many("f", _vectors("a"))
    assert set(cache.get_many("f", ["a"])) == {"a"}


def test_a_file_of_another_kind_is_set_aside(cache: VectorCache) -> None:
    cache.path.parent.mkdir()
    cache.path.write_text("no database " * 100)
    cache.put_many("f", _vectors("a"))
    assert set(cache.get_many("f", ["a"])) == {"a"}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    inside_a_file = VectorCache(tmp_path / "file" / "vectors.db")
    with pytest.raises(EmbeddingError, match=r"vectors\.db.*cannot be used.*may be written"):
        inside_a_file.put_many("f", _vectors("a"))
    folder = VectorCache(tmp_path)
    with pytest.raises(EmbeddingError, match="SQLITE_CANTOPEN"):
        folder.get_many("f", ["a"])
