"""Opens and removes the index of a library, whichever engine the settings choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rag.errors import FingerprintError
from rag.protocols import Embedder, PassageIndex
from rag.store.catalog import Catalog
from rag.text.spelling_processes import Speller


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the index of a library may lie: in its folder, and partly or wholly on servers."""

    folder: Path
    chroma_url: str | None = None
    milvus_url: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """An index that the settings may choose.

    `open` raises `LibraryError`. `discard` removes what the index keeps of a library, also where it
    could not be opened.
    """

    is_chosen: Callable[[IndexPlace], bool]
    open: Callable[[IndexPlace, Catalog, Embedder, Speller], PassageIndex]
    discard: Callable[[IndexPlace, Catalog], None]


def _open_local(
    place: IndexPlace, catalog: Catalog, embedder: Embedder, speller: Speller
) -> PassageIndex:
    from rag.store.local_index import open_index

    if catalog.server is not None and _is_elsewhere(catalog):
        raise FingerprintError(
            "the index of this library is in Milvus: set MUJAZ_MILVUS_URL, or build another one in "
            "the folder of MUJAZ_HOME with: mujaz doctor --repair"
        )
    return open_index(
        place.folder,
        catalog,
        embedder,
        analyzer=speller.analyzer,
        library=catalog.meta("library") or "",
        chroma_url=place.chroma_url,
        speller=speller,
    )


def _discard_local(place: IndexPlace, catalog: Catalog) -> None:
    from rag.store.local_index import discard_index

    discard_index(place.folder)
    if _is_elsewhere(catalog):
        catalog.forget_meta("words")


def _is_elsewhere(catalog: Catalog) -> bool:
    """Tell whether the library was last indexed in Milvus. To begin another index for one command
    that lacks the address would owe everything anew, of a large library hours of work."""
    return (catalog.meta("words") or "").startswith("milvus/")


def _open_milvus(
    place: IndexPlace, catalog: Catalog, embedder: Embedder, speller: Speller
) -> PassageIndex:
    from rag.store.milvus_index import open_milvus

    return open_milvus(_milvus_url(place), catalog, embedder, speller.analyzer, speller)


def _discard_milvus(place: IndexPlace, catalog: Catalog) -> None:
    from rag.store.milvus_index import discard_milvus

    discard_milvus(_milvus_url(place), catalog)


def _milvus_url(place: IndexPlace) -> str:
    return "" if place.milvus_url is None else place.milvus_url.get_secret_value()


_ROWS = (
    IndexRow(lambda place: bool(_milvus_url(place)), _open_milvus, _discard_milvus),
    IndexRow(lambda place: True, _open_local, _discard_local),
)
"""The first that is chosen counts."""


def open_passage_index(
    place: IndexPlace, catalog: Catalog, embedder: Embedder, speller: Speller
) -> PassageIndex:
    """Open the index of the library with this catalog. Raises `LibraryError`."""
    return _row(place).open(place, catalog, embedder, speller)


def discard_passage_index(place: IndexPlace, catalog: Catalog) -> None:
    """Remove all that the index keeps, but what is on a Chroma server; the catalog stays."""
    _row(place).discard(place, catalog)


def _row(place: IndexPlace) -> IndexRow:
    return next(row for row in _ROWS if row.is_chosen(place))
