"""Reads the reply of an embeddings server, and trusts nothing in it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_vectors(content: bytes, *, count: int) -> NDArray[np.float32]:
    """The `count` vectors of a reply's body, scaled to unit length, in the order of the inputs.

    Shape (count, dimension). Raises `ValueError` with a reason that holds nothing of the reply.
    """
    entries = _entries(content, count)
    rows = [_numbers(entry.get("embedding")) for entry in entries]
    sizes = sorted({len(row) for row in rows})
    if len(sizes) > 1:
        raise ValueError(f"vectors of different lengths ({', '.join(map(str, sizes))})")
    matrix = np.stack(rows)
    if not np.isfinite(matrix).all():
        raise ValueError("a vector with a number that is not finite")
    # Scaling by the largest number first keeps squares from running over or vanishing.
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    if not (largest > 0).all():
        raise ValueError("a vector of zeros")
    matrix = matrix / largest
    unit: NDArray[np.float32] = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(
        np.float32
    )
    return unit


def _entries(content: bytes, count: int) -> list[dict[str, Any]]:
    """The entries of `data`, sorted by their `index`."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("a body that is not JSON") from None
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise ValueError("no list of vectors")
    if len(data) != count:
        raise ValueError(f"{len(data)} vectors for {count} texts")
    by_index = {entry.get("index"): entry for entry in data if isinstance(entry.get("index"), int)}
    if set(by_index) != set(range(count)):
        raise ValueError("vectors whose `index` does not tell which text is meant")
    return [by_index[index] for index in range(count)]


def _numbers(value: object) -> NDArray[np.float64]:
    """One vector, given as base64 of little-endian 32-bit floats or as a list of numbers."""
    try:
        if isinstance(value, str):
            raw = base64.b64decode(value, validate=True)
            with np.errstate(invalid="ignore"):  # a signalling NaN warns when it is converted
                numbers = np.frombuffer(raw, dtype="<f4").astype(np.float64)
        else:
            numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a vector that is no list of numbers") from None
    if numbers.ndim != 1 or not numbers.size:
        raise ValueError("a vector that is no list of numbers")
    return numbers
