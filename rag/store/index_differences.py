"""What an index holds beside what the catalog says, compared a page at a time.

Both are read in the order of their ids, so that no more than a page of either is in memory,
however large the library is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice

from rag.protocols import HeldChunk, PassageIndex
from rag.store.catalog import Catalog

_PAGE = 5_000  # chunks


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """A range of ids: the chunks of the catalog, and those whose words and vectors are held."""

    wanted: frozenset[str]
    words: frozenset[str]
    vectors: frozenset[str]


def compare(
    catalog: Catalog,
    index: PassageIndex,
    note: Callable[[ComparedPage], None],
    *,
    inside: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Call `note` with all ids, range by range, each within `inside`. Raises `LibraryError`.

    Of each range the index is read before the catalog. Others may add and remove articles
    meanwhile: what the index has and the catalog has no more is gone, and what only the catalog
    has is owed already, or wanting.
    """
    rows, after = index.held(), ""
    while True:
        held = list(islice(rows, _PAGE))
        last = held[-1].id if len(held) == _PAGE else None
        is_whole = False
        while not is_whole:  # the catalog may have more than a page of this range
            with inside():
                wanted = catalog.chunk_ids_between(after, last, limit=_PAGE)
                is_whole = len(wanted) < _PAGE
                end = last if is_whole else wanted[-1]
                note(_page(wanted, held, after, end))
            after = end or after
        if last is None:
            return


def _page(
    wanted: Sequence[str], held: Sequence[HeldChunk], after: str, end: str | None
) -> ComparedPage:
    """Return the range of ids behind `after`, up to `end` if there is one."""
    here = [one for one in held if after < one.id and (end is None or one.id <= end)]
    return ComparedPage(
        frozenset(wanted),
        frozenset(one.id for one in here if one.has_words),
        frozenset(one.id for one in here if one.has_vector),
    )
