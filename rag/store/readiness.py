"""Whether a library can be asked at this moment: a look at each of its parts, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from rag.disk import free_bytes
from rag.errors import EmbeddingError, LibraryError
from rag.protocols import PassageIndex
from rag.store.catalog import Catalog

LibraryPart = Literal["catalog", "index", "disk"]

LEAST_FREE = 50_000_000
"""Bytes. With less on the disk, merging the word index or a backup of the catalog soon fails."""


def unready(
    folder: Path, catalog: Catalog, index: Callable[[], PassageIndex]
) -> tuple[LibraryPart, ...]:
    """Return the parts of the library in `folder` that cannot be used now."""
    found: list[LibraryPart] = []
    try:
        catalog.article_count()
    except LibraryError:
        found.append("catalog")
    try:
        index().counts()
    except (LibraryError, EmbeddingError):
        found.append("index")
    if free_bytes(folder) < LEAST_FREE:
        found.append("disk")
    return tuple(found)
