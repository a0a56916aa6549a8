"""Bodies are decompressed up to a bound, whatever they hold."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web.bodies import BodyError, BodyTooLargeError, read_body

TEXT = "أُغلق الميناء يوم الأحد. ".encode() * 50


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP ", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("gzip", b""),
    ],
    ids=range(10),
)
@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
def test_a_body_in_pieces_of_any_size_is_read(encoding: str, data: bytes, size: int) -> None:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert read_body(pieces, encoding, most=len(TEXT)) == (TEXT if data else b"")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "x"])
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(BodyError, match="not asked for"):
        read_body([TEXT], encoding, most=10_000)


@pytest.mark.parametrize(
    "data", [b"no gzip", gzip.compress(TEXT, mtime=0)[:-20], b"\x1f\x8b\x08\xff\xff\xff"]
)
def test_broken_data_are_refused(data: bytes) -> None:
    with pytest.raises(BodyError):
        read_body([data], "gzip", most=10_000)


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError):
        read_body([bomb], "gzip", most=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_what_may_be_cut_ends_at_the_bound() -> None:
    assert read_body([gzip.compress(TEXT, mtime=0)], "gzip", most=10, cut=True) == TEXT[:10]
    assert read_body([b"12345", b"67890"], "", most=7, cut=True) == b"1234567"
    with pytest.raises(BodyTooLargeError):
        read_body([b"12345", b"67890"], "", most=7)


@given(st.lists(st.binary(max_size=40)), st.sampled_from(["", "gzip", "deflate"]))
def test_any_bytes_give_a_body_or_an_error(pieces: list[bytes], encoding: str) -> None:
    with contextlib.suppress(BodyError):
        assert len(read_body(pieces, encoding, most=50)) <= 50
