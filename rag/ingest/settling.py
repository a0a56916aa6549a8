"""Bringing the indexes to what the catalog says: the words at once, the vectors as time allows."""

from __future__ import annotations

from collections.abc import Sequence

from rag.protocols import PassageIndex
from rag.records import StoredChunk
from rag.store.catalog import UNSURE, Catalog

_CHUNKS_A_ROUND = 1024


def settle(catalog: Catalog, index: PassageIndex) -> None:
    """Do all that the indexes owe to the catalog. Safe to repeat and to interrupt."""
    while _settle_round(catalog, index, vectors=True):
        pass
    _drop_vectors(catalog, index)
    while ids := catalog.owed("vectors", "add", _CHUNKS_A_ROUND):
        _add_vectors(index, catalog.stored_chunks(ids))
        catalog.settle("vectors", "add", ids)


def settle_words(catalog: Catalog, index: PassageIndex) -> None:
    """Do what the word index owes, and drop the vectors of chunks that are gone: all that takes
    no embedding. Safe to repeat and to interrupt."""
    while _settle_round(catalog, index, vectors=False):
        pass
    _drop_vectors(catalog, index)


def _settle_round(catalog: Catalog, index: PassageIndex, *, vectors: bool) -> bool:
    """Do some of what the word index owes, and make the vectors of the same chunks if asked; tell
    whether there was anything to do.

    All is struck out at once: each transaction waits for the disk.
    """
    adds = catalog.owed("words", "add", _CHUNKS_A_ROUND)
    deletes = catalog.owed("words", "delete", _CHUNKS_A_ROUND)
    if not adds and not deletes:
        return False
    chunks = catalog.stored_chunks(adds)
    index.apply_words(chunks, deletes)
    if vectors:
        _add_vectors(index, chunks)
    with catalog.transaction():
        catalog.settle("words", "add", adds)
        catalog.settle("words", "delete", deletes)
        if vectors:
            catalog.settle("vectors", "add", adds)
    return True


def _add_vectors(index: PassageIndex, chunks: Sequence[StoredChunk]) -> None:
    if chunks:
        index.add_vectors(chunks, index.embed(chunks))


def _drop_vectors(catalog: Catalog, index: PassageIndex) -> None:
    while gone := catalog.owed("vectors", "delete", _CHUNKS_A_ROUND):
        index.delete_vectors(gone)
        catalog.settle("vectors", "delete", gone)


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
    """
    owed = catalog.owed_count()
    settle_words(catalog, index)
    if _agree(catalog, index) and catalog.meta(UNSURE) is None:
        return
    if not catalog.article_count() and not owed and catalog.meta(UNSURE) is None:
        raise catalog.lost("holds no article")
    chunks = set(catalog.chunk_ids())
    words, vectors = index.ids()
    catalog.owe(add=chunks - words, delete=words - chunks, parts=("words",))
    catalog.owe(add=chunks - vectors, delete=vectors - chunks, parts=("vectors",))
    settle_words(catalog, index)
    catalog.forget_meta(UNSURE)


def _agree(catalog: Catalog, index: PassageIndex) -> bool:
    """Tell whether the numbers of chunks can be right. Some vectors that are owed may be there
    all the same: a process was killed before it struck them out."""
    wanted, (words, vectors) = catalog.chunk_count(), index.counts()
    return words == wanted and wanted - catalog.vectors_owed() <= vectors <= wanted
