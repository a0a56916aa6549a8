"""Opens and removes the index of a library, whichever engine the settings choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.protocols import Embedder, PassageIndex
from rag.store.catalog import Catalog
from rag.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the index of a library may lie: in its folder, and partly or wholly on servers."""

    folder: Path
    chroma_url: str | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """An index that the settings may choose.

    `open` raises `LibraryError`. `discard` removes what the index keeps of a library, also where it
    could not be opened.
    """

    is_chosen: Callable[[IndexPlace], bool]
    open: Callable[[IndexPlace, Catalog, Embedder, Analyzer], PassageIndex]
    discard: Callable[[IndexPlace, Catalog], None]


def _open_local(
    place: IndexPlace, catalog: Catalog, embedder: Embedder, analyzer: Analyzer
) -> PassageIndex:
    from rag.store.local_index import open_index

    return open_index(
        place.folder,
        catalog,
        embedder,
        analyzer=analyzer,
        library=catalog.meta("library") or "",
        chroma_url=place.chroma_url,
    )


def _discard_local(place: IndexPlace, catalog: Catalog) -> None:
    from rag.store.local_index import discard_index

    discard_index(place.folder)


_ROWS = (IndexRow(lambda place: True, _open_local, _discard_local),)
"""The first that is chosen counts."""


def open_passage_index(
    place: IndexPlace, catalog: Catalog, embedder: Embedder, analyzer: Analyzer
) -> PassageIndex:
    """Open the index of the library with this catalog. Raises `LibraryError`."""
    return _row(place).open(place, catalog, embedder, analyzer)


def discard_passage_index(place: IndexPlace, catalog: Catalog) -> None:
    """Remove all that the index keeps, but what is on a Chroma server; the catalog stays."""
    _row(place).discard(place, catalog)


def _row(place: IndexPlace) -> IndexRow:
    return next(row for row in _ROWS if row.is_chosen(place))
