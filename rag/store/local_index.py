"""The passage index of one machine: the word index and the vectors behind one seam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.protocols import Analysis, Embedder, HeldChunk, Hit, Spelling, VectorStore
from rag.records import Language, SearchFilter, StoredChunk
from rag.store.catalog import FORMER_EMBEDDERS, Catalog
from rag.store.fusion import (
    CANDIDATES,
    AskedLanguage,
    FoundLists,
    asked_languages,
    fused,
    is_meaningful,
)
from rag.store.graph_files import discard_vectors, holds_vectors
from rag.store.index_texts import (
    ANALYSIS_VERSION,
    inverse_frequency,
    searched_text,
    spellings_of,
)
from rag.store.segments import held_words
from rag.store.vectors import open_vectors
from rag.store.word_index import FORMAT, LexicalEntry, LexicalIndex
from rag.text.analyzer import Analyzer
from rag.text.crosslingual.keys import is_key
from rag.text.spelling_processes import Speller

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW = 5_000  # up to so many chunks, naming them to Chroma is cheaper than over-fetching
_OVERFETCH = 1_000


class LocalIndex:
    """tantivy and Chroma, fused by a weighted sum. Implements `PassageIndex`."""

    def __init__(
        self,
        catalog: Catalog,
        lexical: LexicalIndex,
        vectors: VectorStore,
        embedder: Embedder,
        *,
        analyzer: Analyzer,
        speller: Speller | None = None,
    ) -> None:
        self._analyzer = analyzer
        self._speller = speller or Speller(analyzer, processes=1)
        self._catalog = catalog
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder

    def close(self) -> None:
        self._lexical.close()
        self._vectors.close()

    def apply_words(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Make chunks searchable by their words, and take others out."""
        spellings = self._speller.spell(list(map(searched_text, adds)))
        self._lexical.apply(map(entry_of, adds, spellings), deletes)

    def embed(self, chunks: Sequence[StoredChunk]) -> NDArray[np.float32]:
        """Return the vectors of chunks. Raises `EmbeddingError`."""
        return self._embedder.embed_documents([searched_text(chunk) for chunk in chunks])

    def add_vectors(self, chunks: Sequence[StoredChunk], vectors: NDArray[np.float32]) -> None:
        """Store the vectors of chunks, each in the list of its language."""
        ids = np.array([chunk.chunk.id for chunk in chunks])
        for language in dict.fromkeys(chunk.language for chunk in chunks):
            of_it = np.array([chunk.language == language for chunk in chunks])
            self._vectors.add(ids[of_it].tolist(), vectors[of_it], language)

    def delete_vectors(self, chunk_ids: Sequence[str]) -> None:
        """Drop vectors; ids that are not there are no error."""
        self._vectors.delete(chunk_ids)

    def counts(self) -> tuple[int, int]:
        """Return how many chunks the word index and the vectors hold."""
        return self._lexical.count(), self._vectors.count()

    def held(self) -> Iterator[HeldChunk]:
        """Yield what the word index and the vectors hold. All ids are in memory meanwhile: neither
        engine has them in order, and a library of one machine is not so large."""
        words, vectors = self._lexical.ids(), self._vectors.ids()
        for one in sorted(words | vectors):
            yield HeldChunk(one, one in words, one in vectors)

    def examine(self) -> None:
        """Read what a search would read of both. Raises `LibraryError` for what is damaged."""
        self._lexical.examine()
        self._vectors.examine()

    def clear(self) -> None:
        """Drop all vectors: those on a server are not in the library's folder."""
        self._vectors.clear()

    def rarity(self, token: str) -> float:
        """Return the idf of a stem or a key as in BM25."""
        field = "k" if is_key(token) else "s"
        return inverse_frequency(
            self._lexical.document_frequency(field, token), self._lexical.count()
        )

    def search(
        self,
        query: Analysis,
        vector: NDArray[np.float32],
        *,
        language: Language,
        limit: int,
        where: SearchFilter | None,
    ) -> list[Hit]:
        """Return the best chunks by words and vectors, as `rag.store.fusion` puts them together."""
        asked = asked_languages(
            query, language=language, where=where, weights=self._embedder.weights
        )
        depth = max(limit, CANDIDATES)
        return fused(
            asked,
            [self._lists(vector, one, depth) for one in asked],
            limit=limit,
            meaning=is_meaningful(self._embedder),
        )

    def _lists(self, vector: NDArray[np.float32], asked: AskedLanguage, depth: int) -> FoundLists:
        """Return what one language has. Vectors are searched last; see `FoundLists`."""
        words = self._matching(asked, depth)
        unknown = self._catalog.owed_ids("vectors", [chunk_id for chunk_id, _ in words])
        return FoundLists(words, self._near(vector, asked, depth), unknown)

    def holding(self, text: str, *, limit: int, where: SearchFilter | None = None) -> list[str]:
        """Return the ids of the chunks that hold every word of a text in one of its spellings
        (`spellings_of`), at most `limit`."""
        spellings = spellings_of(text, self._analyzer)
        return self._lexical.holding(spellings, limit=limit, where=where)

    def _matching(self, asked: AskedLanguage, depth: int) -> list[tuple[str, float]]:
        """Return what the word index finds in one language."""
        where = asked.where
        chosen = self._catalog.chunk_ids(where) if where.articles else None
        return self._lexical.search(asked.terms, limit=depth, where=where, among=chosen)

    def _near(
        self, vector: NDArray[np.float32], asked: AskedLanguage, depth: int
    ) -> list[tuple[str, float]]:
        """Return the nearest chunks in one language; none where they count for nothing."""
        if asked.weight <= 0:
            return []
        return self._nearest(vector, depth, asked.where, asked.language)

    def _nearest(
        self, vector: NDArray[np.float32], depth: int, half: SearchFilter, language: Language
    ) -> list[tuple[str, float]]:
        """Search the vectors.

        What the filter asks beyond the language becomes a list of ids where it lets few
        chunks through, and a sieve after over-fetching where it lets many through.
        """
        if half == SearchFilter(language=language):
            return self._vectors.search(vector, language, limit=depth)
        allowed = self._catalog.chunk_ids(half, limit=_FEW + 1)
        if len(allowed) <= _FEW:
            return self._vectors.search(vector, language, limit=depth, among=allowed)
        near = self._vectors.search(vector, language, limit=_OVERFETCH)
        kept = self._catalog.keep([chunk_id for chunk_id, _ in near], half)
        return [pair for pair in near if pair[0] in kept][:depth]


def open_index(
    folder: Path,
    catalog: Catalog,
    embedder: Embedder,
    *,
    analyzer: Analyzer,
    library: str,
    chroma_url: str | None,
    speller: Speller | None = None,
) -> LocalIndex:
    """Open both indexes of the library in `folder`. Raises `LibraryError`.

    `speller` spells the texts, or else this process does.
    A word index that another version of the analysis or another glossary wrote is begun anew;
    the catalog then owes it every chunk.
    """
    stamp = f"{FORMAT} {ANALYSIS_VERSION} {analyzer.glossary.fingerprint}"
    if catalog.meta("words") != stamp:
        LexicalIndex.discard(folder / "words")
        with catalog.transaction():
            catalog.owe(add=catalog.chunk_ids(), parts=("words",))
            catalog.set_meta("words", stamp)
    lexical = LexicalIndex(folder / "words")
    former = (catalog.meta(FORMER_EMBEDDERS) or "").splitlines()
    vectors = open_vectors(
        folder / "vectors",
        url=chroma_url,
        library=library,
        fingerprint=embedder.fingerprint,
        former=[one for one in former if one != embedder.fingerprint],
    )
    if former:
        catalog.forget_meta(FORMER_EMBEDDERS)
    return LocalIndex(catalog, lexical, vectors, embedder, analyzer=analyzer, speller=speller)


def holds_chunks(folder: Path, *, vectors: bool) -> bool:
    """Tell whether the indexes on disk hold anything, without opening or changing them; what
    cannot be read counts as held. Vectors of another embedder may lie there for good reason, so
    they count only if asked for."""
    return held_words(folder / "words") != 0 or (vectors and holds_vectors(folder / "vectors"))


def discard_index(folder: Path) -> None:
    """Remove both indexes from disk; the catalog stays."""
    LexicalIndex.discard(folder / "words")
    discard_vectors(folder / "vectors")


def entry_of(chunk: StoredChunk, spelling: Spelling) -> LexicalEntry:
    """Return what the word index keeps of a chunk, whose `searched_text` is spelt so."""
    return LexicalEntry(
        chunk_id=chunk.chunk.id,
        spelling=spelling,
        language=chunk.language,
        published_at=chunk.published_at,
        outlet=chunk.outlet,
    )
