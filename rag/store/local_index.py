"""The passage index of one machine: the word index and the vectors behind one seam."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

import numpy as np

from rag.protocols import FOREIGN_SHARE, Analysis, Embedder, Hit, VectorStore
from rag.records import Language, SearchFilter, StoredChunk
from rag.store.catalog import FORMER_EMBEDDERS, Catalog
from rag.store.segments import held_words
from rag.store.vectors import discard_vectors, holds_vectors, open_vectors
from rag.store.word_index import FORMAT, LexicalEntry, LexicalIndex, Term, Token
from rag.text.analyzer import Analyzer, normal_words
from rag.text.crosslingual.keys import is_key, weight

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANALYSIS_VERSION = "7"
"""To be raised with any change to what `analyze` makes of a text: word indexes are then rebuilt."""

STEM_WEIGHT, GRAM_WEIGHT = 1.0, 0.5

_DEVIATIONS, _MOST = 4.0, 2.0
_SHORT = 10

_CANDIDATES = 100
_RESERVED = 3
MEANINGFUL = 0.3
"""The least weight of an embedder whose vectors tell what a text means, not what words it has."""
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
    ) -> None:
        self._analyzer = analyzer
        self._catalog = catalog
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder

    def close(self) -> None:
        self._lexical.close()
        self._vectors.close()

    def apply_words(self, adds: Sequence[StoredChunk], deletes: Sequence[str]) -> None:
        """Make chunks searchable by their words, and take others out."""
        self._lexical.apply((entry_of(chunk, self._analyzer) for chunk in adds), deletes)

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

    def ids(self) -> tuple[set[str], set[str]]:
        """Return which chunks the word index and the vectors hold."""
        return self._lexical.ids(), self._vectors.ids()

    def examine(self) -> None:
        """Read what a search would read of both. Raises `LibraryError` for what is damaged."""
        self._lexical.examine()
        self._vectors.examine()

    def clear(self) -> None:
        """Drop all vectors: those on a server are not in the library's folder."""
        self._vectors.clear()

    def rarity(self, token: str) -> float:
        """Return the idf as in BM25: ln(1 + (N − n + 0.5) / (n + 0.5)), N chunks, n of them with
        the token."""
        total = self._lexical.count()
        field = "k" if is_key(token) else "s"
        holding = min(self._lexical.document_frequency(field, token), total)
        return math.log1p((total - holding + 0.5) / (holding + 0.5))

    def search(
        self,
        query: Analysis,
        vector: NDArray[np.float32],
        *,
        language: Language,
        limit: int,
        where: SearchFilter | None,
    ) -> list[Hit]:
        """Return chunks with their fused scores, best first: the `limit` best, and a third as
        many of the best in the other language, so that a large half does not drown a small one.

        In the query's language score = words + w · vector; in the other, `FOREIGN_SHARE` · (keys +
        w · vector), each with the embedder's weight w. Words and keys count as shares of the best
        score of their list, and cosines by `rescaled`: were the languages in one list, a stray
        word of the query's script would lift a foreign chunk over its betters, and cosines are
        higher within a language. There the words say all that keys could.
        """
        depth = max(limit, _CANDIDATES)
        words = [("s", stem, STEM_WEIGHT) for stem in query.stems]
        words += [("g", gram, GRAM_WEIGHT) for gram in query.grams]
        keys = [("k", key, weight(key)) for key in query.keys]
        weights = self._embedder.weights
        meaning = is_meaningful(self._embedder)
        own, foreign = _Lists(), _Lists()
        here, there = _halves(where, language)
        if here is not None:
            found = self._matching(words, depth, here)
            near = self._and_unknown(self._near(vector, depth, here, weights.within), found)
            own = _Lists(found, near, weights.within, 1.0, meaning)
        if there is not None:
            found = self._matching(keys, depth, there)
            near = self._and_unknown(self._near(vector, depth, there, weights.across), found)
            foreign = _Lists(found, near, weights.across, FOREIGN_SHARE, meaning)
        hits = own.hits()
        across = foreign.hits()
        reserved = {hit.chunk_id for hit in across[: limit // _RESERVED]}
        ranked = _ranked(hits + across)
        return ranked[:limit] + [hit for hit in ranked[limit:] if hit.chunk_id in reserved]

    def holding(self, text: str, *, limit: int, where: SearchFilter | None = None) -> list[str]:
        """Return the ids of the chunks that hold every word of a text, at most `limit`.

        A word may have another ending, or be the word of the other language where the glossary or
        its sound says so; the last word may be half written.
        """
        words = normal_words(text)
        spellings = [
            self._spellings(word, is_whole=place < len(words))
            for place, word in enumerate(words, start=1)
        ]
        return self._lexical.holding(list(filter(None, spellings)), limit=limit, where=where)

    def _spellings(self, word: str, *, is_whole: bool) -> list[list[Token]]:
        """Return the ways in which the index may spell a word; none for one that says nothing."""
        found = self._analyzer.analyze(word)
        letters = list(found.grams)
        if not is_whole and len(letters) > 1:
            letters.pop()  # the one that ends the word
        own = [[("s", stem)] for stem in found.stems]
        near = [[("g", gram) for gram in letters]] if letters else []
        keys = [[("k", key)] for key in found.keys if weight(key) >= 1.0]
        return [*own, *near, *keys]

    def _matching(
        self, terms: Sequence[Term], depth: int, where: SearchFilter | None
    ) -> list[tuple[str, float]]:
        """Return a list of the word index, its scores as shares of the best one."""
        chosen = self._catalog.chunk_ids(where) if where and where.articles else None
        hits = self._lexical.search(terms, limit=depth, where=where, among=chosen)
        best = max((score for _, score in hits), default=0.0)
        return [(chunk_id, score / best) for chunk_id, score in hits] if best > 0 else []

    def _near(
        self, vector: NDArray[np.float32], depth: int, half: SearchFilter, weight: float
    ) -> list[tuple[str, float]]:
        """Return the nearest chunks in the language of `half`, rescaled; none where they count for
        nothing."""
        if weight <= 0 or half.language is None:
            return []
        return rescaled(self._nearest(vector, depth, half, half.language))

    def _and_unknown(
        self, near: Sequence[tuple[str, float]], found: Sequence[tuple[str, float]]
    ) -> list[tuple[str, float]]:
        """Make the list of the nearest fair to matching chunks that have no vector yet.

        Those get the mean of the ones that match and are near: that says least about them. And
        vectors count for less the more of them are missing, by the share of the matching chunks
        that have theirs. Without this, as vectors come in, MRR@10 of ARCD questions falls from
        .797 with words alone to .765 at half of them, and of English sentences in Arabic NTREX
        documents from .906 to .855; with it to .788 and .903, and .805 and .920 with all.
        """
        scores, matching = dict(near), [chunk_id for chunk_id, _ in found]
        unseen = [chunk_id for chunk_id in matching if chunk_id not in scores]
        lacking = self._catalog.owed_ids("vectors", unseen) if scores else set()
        if not lacking:
            return list(near)
        both = [scores[chunk_id] for chunk_id in matching if chunk_id in scores]
        mean = sum(both) / len(both) if both else sum(scores.values()) / len(scores)
        share = 1 - len(lacking) / len(matching)
        scores |= dict.fromkeys(lacking, mean)
        return [(chunk_id, share * score) for chunk_id, score in scores.items()]

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


def is_meaningful(embedder: Embedder) -> bool:
    """Tell whether an embedder's vectors tell what a text means, and not what words it has."""
    weights = embedder.weights
    return max(weights.within, weights.across) >= MEANINGFUL


def rescaled(hits: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return a list of one language with its cosines on the scale of words: from 0 for the last to
    1 for one that stands four standard deviations above it, at most `_MOST`.

    Models differ in where their cosines lie (E5: others at .70 to .76, the right one at .78 to
    .87), and so do languages and questions: the cosine itself says little. A chunk outside the
    list counts as much as the last one in it. Of a short list the deviation is uncertain: half
    counts at `_SHORT` hits.
    """
    if len(hits) < 2:
        return [(chunk_id, 0.0) for chunk_id, _ in hits]
    cosines = [cosine for _, cosine in hits]
    lowest, unit = min(cosines), _DEVIATIONS * (1 + _SHORT / len(hits)) * pstdev(cosines)
    if unit <= 0:
        return [(chunk_id, 0.0) for chunk_id, _ in hits]
    return [(chunk_id, min((cosine - lowest) / unit, _MOST)) for chunk_id, cosine in hits]


def open_index(
    folder: Path,
    catalog: Catalog,
    embedder: Embedder,
    *,
    analyzer: Analyzer,
    library: str,
    chroma_url: str | None,
) -> LocalIndex:
    """Open both indexes of the library in `folder`. Raises `LibraryError`.

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
    return LocalIndex(catalog, lexical, vectors, embedder, analyzer=analyzer)


def holds_chunks(folder: Path, *, vectors: bool) -> bool:
    """Tell whether the indexes on disk hold anything, without opening or changing them; what
    cannot be read counts as held. Vectors of another embedder may lie there for good reason, so
    they count only if asked for."""
    return held_words(folder / "words") != 0 or (vectors and holds_vectors(folder / "vectors"))


def discard_index(folder: Path) -> None:
    """Remove both indexes from disk; the catalog stays."""
    LexicalIndex.discard(folder / "words")
    discard_vectors(folder / "vectors")


def searched_text(chunk: StoredChunk) -> str:
    """Return what of a chunk is searched: its article's title and its text."""
    return f"{chunk.title}\n{chunk.chunk.text}" if chunk.title else chunk.chunk.text


def entry_of(chunk: StoredChunk, analyzer: Analyzer) -> LexicalEntry:
    """Return what the word index keeps of a chunk."""
    return LexicalEntry(
        chunk_id=chunk.chunk.id,
        spelling=analyzer.spell(searched_text(chunk)),
        language=chunk.language,
        published_at=chunk.published_at,
        outlet=chunk.outlet,
    )


def _halves(
    where: SearchFilter | None, language: Language
) -> tuple[SearchFilter | None, SearchFilter | None]:
    """Return the filter for chunks in `language` and for those in the other; None where `where`
    lets none of them through."""
    where = where or SearchFilter()
    other: Language = "en" if language == "ar" else "ar"
    own = replace(where, language=language) if where.language != other else None
    foreign = replace(where, language=other) if where.language != language else None
    return own, foreign


@dataclass(frozen=True, slots=True)
class _Lists:
    """What was found in one language: by words (or keys), and by vectors, whose weight is
    `weight`; all scores count by `factor`. `meaning`: the vectors tell more than words do."""

    words: Sequence[tuple[str, float]] = ()
    near: Sequence[tuple[str, float]] = ()
    weight: float = 0.0
    factor: float = 1.0
    meaning: bool = False

    def hits(self) -> list[Hit]:
        """Return the chunks of both lists with their fused scores, best first."""
        scores: dict[str, float] = {}
        _accumulate(scores, self.words, self.factor)
        _accumulate(scores, self.near, self.factor * self.weight)
        shares, spread = dict(self.words), _spread(self.words)
        near = _spread(self.near) if self.meaning else {}
        return _ranked(
            Hit(one, score, shares.get(one, 0.0), spread.get(one), near.get(one))
            for one, score in scores.items()
        )


def _ranked(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))


def _spread(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return for each chunk how many standard deviations its score lies over the list's mean."""
    if not hits:
        return {}
    scores = [score for _, score in hits]
    mean, deviation = fmean(scores), pstdev(scores) or 1.0
    return {chunk_id: (score - mean) / deviation for chunk_id, score in hits}


def _accumulate(scores: dict[str, float], hits: Sequence[tuple[str, float]], weight: float) -> None:
    for chunk_id, score in hits:
        scores[chunk_id] = scores.get(chunk_id, 0.0) + weight * score
