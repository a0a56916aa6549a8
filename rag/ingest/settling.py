"""Bringing the indexes to what the catalog says: the words at once, the vectors as time allows.

Where processes share the library each takes chunks for itself while it works on them
(`Catalog.claim`). Whoever would change one of these chunks meanwhile waits until that is done, so
that an index is told to add a chunk before it is told to delete it, and never the other way round.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from rag.errors import LibraryError
from rag.protocols import PassageIndex
from rag.records import StoredChunk
from rag.store.catalog import UNSURE, Catalog
from rag.store.index_differences import ComparedPage, compare

_CHUNKS_A_ROUND = 2048  # a batch of articles has about as many

_CHUNKS_CLAIMED = 256
"""A round on a library that processes share: whoever must change one of these chunks waits for it,
a second or two."""

_PATIENCE = 60.0
"""Seconds that whoever adds articles waits for another process that makes their words."""

_LOOK = 0.05  # seconds between two looks whether it is done


def settle(catalog: Catalog, index: PassageIndex) -> None:
    """Do all that the indexes owe to the catalog, on a shared library for the articles that this
    process has changed. Safe to repeat and to interrupt.

    Raises `EmbeddingError`, and `LibraryError` where another process has taken words up and does
    not finish them.
    """
    if catalog.is_shared:
        _settle_changed(catalog, index, vectors=True)
        return
    while (
        _settle_round(catalog, index, vectors=True)
        or _drop_vectors(catalog, index)
        or make_vectors(catalog, index, _CHUNKS_A_ROUND)
    ):
        pass


def settle_words(catalog: Catalog, index: PassageIndex) -> None:
    """Do what the word index owes, and drop the vectors of chunks that are gone: all that takes
    no embedding. On a shared library that is done for the articles that this process has changed.
    Safe to repeat and to interrupt. Raises `LibraryError` as `settle` does."""
    if catalog.is_shared:
        _settle_changed(catalog, index, vectors=False)
        return
    while settle_some(catalog, index):
        pass


def _settle_changed(catalog: Catalog, index: PassageIndex, *, vectors: bool) -> None:
    """Go on until words find what this process has changed, and nothing else: others may have left
    millions of chunks.

    Chunks that another process has taken up are waited for, or done here if it lets go of them.
    """
    changed = catalog.take_changed()
    left = changed
    until = time.monotonic() + _PATIENCE
    while left:
        if _settle_round(catalog, index, vectors=vectors, among=left):
            until = time.monotonic() + _PATIENCE
        elif time.monotonic() > until:
            raise LibraryError(
                f"another process makes {len(left)} passages searchable and does not finish; they "
                "are stored, and found when it does or is ended"
            )
        else:
            time.sleep(_LOOK)
        left = catalog.owed_ids("words", list(left))
    while (
        _settle_round(catalog, index, vectors=vectors, among=changed)
        or _drop_vectors(catalog, index, among=changed)
        or (vectors and make_vectors(catalog, index, _CHUNKS_CLAIMED, among=changed))
    ):
        pass


def settle_some(catalog: Catalog, index: PassageIndex) -> int:
    """Do some of what `settle_words` does and wait for nobody; return for how many chunks."""
    return _settle_round(catalog, index, vectors=False) or _drop_vectors(catalog, index)


def make_vectors(
    catalog: Catalog, index: PassageIndex, limit: int, *, among: Collection[str] | None = None
) -> int:
    """Make up to so many vectors that are owed, and return how many; of `among` alone where
    processes share the library. Raises `EmbeddingError`."""
    with catalog.claim("vectors", "add", limit, among=among) as ids:
        if ids:
            _add_vectors(index, catalog.stored_chunks(ids))
            catalog.settle("vectors", "add", ids)
    return len(ids)


def _settle_round(
    catalog: Catalog,
    index: PassageIndex,
    *,
    vectors: bool,
    among: Collection[str] | None = None,
) -> int:
    """Do some of what the word index owes, and make the vectors of the same chunks if asked; return
    for how many chunks.

    All is struck out at once: each transaction waits for the disk.
    """
    most = _most(catalog)
    with (
        catalog.claim("words", "add", most, among=among) as adds,
        catalog.claim("words", "delete", most, among=among) as deletes,
    ):
        if adds or deletes:
            chunks = catalog.stored_chunks(adds)
            index.apply_words(chunks, deletes)
            if vectors:
                _add_vectors(index, chunks)
            with catalog.transaction():
                catalog.settle("words", "add", adds)
                catalog.settle("words", "delete", deletes)
                if vectors:
                    catalog.settle("vectors", "add", adds)
    return len(adds) + len(deletes)


def _most(catalog: Catalog) -> int:
    return _CHUNKS_CLAIMED if catalog.is_shared else _CHUNKS_A_ROUND


def _add_vectors(index: PassageIndex, chunks: Sequence[StoredChunk]) -> None:
    if chunks:
        index.add_vectors(chunks, index.embed(chunks))


def _drop_vectors(
    catalog: Catalog, index: PassageIndex, *, among: Collection[str] | None = None
) -> int:
    with catalog.claim("vectors", "delete", _most(catalog), among=among) as gone:
        if gone:
            index.delete_vectors(gone)
            catalog.settle("vectors", "delete", gone)
    return len(gone)


def remove(catalog: Catalog, index: PassageIndex, article_ids: Sequence[str]) -> list[str]:
    """Take articles out of the catalog and the index; return the ids for which there was none."""
    catalog.drop_removed()
    unknown = [name for name in article_ids if not catalog.remove(name)]
    settle_words(catalog, index)
    return unknown


def restore(catalog: Catalog, index: PassageIndex, article_ids: Sequence[str]) -> list[str]:
    """Bring removed articles back, whose words are then found again; return the ids of those that
    could not be."""
    lost = [name for name in article_ids if not catalog.restore(name)]
    settle_words(catalog, index)
    return lost


def reconcile(catalog: Catalog, index: PassageIndex) -> None:
    """Bring the words to what the catalog says, and note which vectors are still to be made.

    What is owed is settled. Where the numbers of chunks are wrong all the same, or the catalog
    came from a backup, it is found out which chunks, and those are mended. Raises `LibraryError`
    for a catalog without articles that owes no index anything while they are full: it has been
    lost, and they say at least that it was there.

    On a library that processes share nothing is done: what is owed there is another's work.
    """
    if catalog.is_shared:
        return
    owed = catalog.owed_count()
    settle_words(catalog, index)
    if agree(catalog, index) and catalog.meta(UNSURE) is None:
        return
    if not catalog.article_count() and not owed and catalog.meta(UNSURE) is None:
        raise catalog.lost("holds no article")
    owe_differences(catalog, index)
    settle_words(catalog, index)
    catalog.forget_meta(UNSURE)


def owe_differences(catalog: Catalog, index: PassageIndex) -> None:
    """Compare the index with the catalog chunk by chunk, and owe what it lacks or has too much.
    Others may add and remove articles meanwhile."""

    def owe(page: ComparedPage) -> None:
        words, vectors = page.words, page.vectors
        catalog.owe(add=page.wanted - words, delete=words - page.wanted, parts=("words",))
        catalog.owe(add=page.wanted - vectors, delete=vectors - page.wanted, parts=("vectors",))

    compare(catalog, index, owe, inside=catalog.transaction)


def agree(catalog: Catalog, index: PassageIndex) -> bool:
    """Tell whether the numbers of chunks can be right. Some vectors that are owed may be there
    all the same: a process was killed before it struck them out."""
    wanted, (words, vectors) = catalog.chunk_count(), index.counts()
    return words == wanted and wanted - catalog.vectors_owed() <= vectors <= wanted
