from __future__ import annotations

import base64
import contextlib
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.server_faults import read_vectors


def _body(*vectors: Any) -> bytes:
    data = [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]
    return json.dumps({"data": data}).encode()


def _base64(*numbers: float) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


def test_both_encodings_are_read_and_scaled_to_unit_length() -> None:
    vectors = read_vectors(_body([3, 4], _base64(0, -2)), count=2)
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, -1]]


@pytest.mark.parametrize("size", [1e-200, 1e-30, 1e30, 1e200])
def test_very_small_and_very_large_vectors_have_unit_length_too(size: float) -> None:
    assert read_vectors(_body([3 * size, 4 * size]), count=1)[0] == pytest.approx([0.6, 0.8])


def test_the_index_decides_the_order() -> None:
    data = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]
    assert read_vectors(json.dumps({"data": data}).encode(), count=2).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    "vector",
    [
        None,
        True,
        1.5,
        "",
        "no base64 !",
        "\u0661",
        _base64(1, 2)[:-2],
        [],
        [[1, 2]],
        [1, [2]],
        [10**400],
        ["a"],
        {"0": 1},
    ],
)
def test_what_is_no_vector_is_refused(vector: Any) -> None:
    with pytest.raises(ValueError, match="no list of numbers"):
        read_vectors(_body(vector), count=1)


@pytest.mark.parametrize(
    "vector",
    [
        [float("nan"), 1],
        [float("inf")],
        [None, 1],
        _base64(float("nan")),
        _base64(-float("inf")),
        "AQCAfw==",  # a signalling NaN
    ],
)
def test_a_number_that_is_not_finite_is_refused(vector: Any) -> None:
    with pytest.raises(ValueError, match="not finite"):
        read_vectors(_body(vector), count=1)


@pytest.mark.parametrize("vector", [[0.0, -0.0], _base64(0, 0, 0)])
def test_a_vector_of_zeros_is_refused(vector: Any) -> None:
    with pytest.raises(ValueError, match="zeros"):
        read_vectors(_body(vector), count=1)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "no list of vectors"),
        ({}, "no list of vectors"),
        ([None], "no list of vectors"),
        ([{"embedding": [1]}], "index"),
        ([{"index": "0", "embedding": [1]}], "index"),
        ([{"index": 1, "embedding": [1]}], "index"),
        ([{"index": -1, "embedding": [1]}], "index"),
        ([{"index": [0], "embedding": [1]}], "index"),
        ([{"index": 0, "embedding": [1]}] * 2, "2 vectors for 1 texts"),
    ],
)
def test_a_list_that_does_not_fit_the_texts_is_refused(data: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_vectors(json.dumps({"data": data}).encode(), count=1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary().map(repr),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["index", "embedding"]), inner),
)


@given(st.binary() | st.lists(JSON).map(lambda data: json.dumps({"data": data}).encode()))
def test_any_reply_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert np.linalg.norm(read_vectors(content, count=1), axis=1) == pytest.approx(1)


@given(st.binary(min_size=4, max_size=64))
def test_any_bytes_as_base64_are_read_or_refused(raw: bytes) -> None:
    body = _body(base64.b64encode(raw).decode())
    with contextlib.suppress(ValueError):
        assert np.linalg.norm(read_vectors(body, count=1), axis=1) == pytest.approx(1)


def test_a_body_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        read_vectors(b"[" * 1_000_000, count=1)
