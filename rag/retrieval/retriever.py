"""Question → passages: search both indexes at once, drop near-copies, fetch the articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, partial

from rag.protocols import FOREIGN_SHARE, Embedder, PassageIndex, Reranker
from rag.records import Article, Chunk, Language, Passage, SearchFilter
from rag.retrieval.coverage import Fit, Wanted, stems_of
from rag.retrieval.question_day import question_day, undated
from rag.retrieval.reranking import KeepOrder
from rag.retrieval.tuning import (
    ALIKE_STEMS,
    ENOUGH_ACROSS,
    ENOUGH_BESIDE,
    LOOKED_AT,
    SAME_SHINGLES,
    SHARES,
    SHINGLE,
    SPARE,
)
from rag.store.catalog import Catalog
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer, normal_words

Hit = tuple[Chunk, Article, float]
"""A chunk, its article and its fused score."""


class Retriever:
    """Searches one library."""

    def __init__(
        self,
        catalog: Catalog,
        index: PassageIndex,
        embedder: Embedder,
        *,
        analyzer: Analyzer,
        reranker: Reranker | None = None,
    ) -> None:
        """Search `index`, which `analyzer` made; without a `reranker` its order stays."""
        self._analyzer = analyzer
        self._reranker = reranker or KeepOrder()
        self._catalog = catalog
        self._index = index
        self._embedder = embedder

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> list[Passage]:
        """Return the best passages, best first; near-identical ones share one place.

        A question without a letter or digit finds nothing. `language` is the question's
        where it is known better than by its letters. Raises `EmbeddingError`.

        Where both languages know something, neither drowns the other: the passages of the
        question's language lead, or those of the other if the former know nothing and the latter
        name more of what is asked; a third of the places is for the language that follows.
        """
        query = self._analyzer.analyze(question)
        if not (query.stems or query.grams or query.keys) or limit < 1:
            return []
        if where == SearchFilter():
            where = None
        vector = self._embedder.embed_query(question)
        language = language or detect_language(question)
        hits = self._index.search(
            query, vector, language=language, limit=limit * SPARE + 4, where=where
        )
        found = self._catalog.passages([chunk_id for chunk_id, _ in hits])
        day = question_day(question)
        told = day.dated(found) if day else found
        hits = day.ordered(hits, found) if day else hits
        fused = [(*told[chunk_id], score) for chunk_id, score in hits if chunk_id in told]
        ranked = self._reranked(question, fused)
        passages = _shared_out(
            self._wanted(question),
            own=[hit for hit in ranked if hit[1].language == language],
            foreign=[hit for hit in ranked if hit[1].language != language],
            limit=limit,
        )
        return undated(passages, found) if day else passages

    def _wanted(self, question: str) -> Wanted:
        return Wanted.by(question, self._index.rarity, self._analyzer)

    def _reranked(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits in the reranker's order; the best score goes to the first, and so on."""
        texts = [f"{article.title}\n{chunk.text}" for chunk, article, _ in hits]
        order = self._reranker.rerank(question, texts)
        scores = sorted((score for _, _, score in hits), reverse=True)
        return [(*hits[place][:2], score) for place, score in zip(order, scores, strict=True)]

    def coverage(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the share (0 to 1) of what the question asks about that stands in each text, whose
        language may be another."""
        wanted = self._wanted(question)
        language = detect_language(question)
        return [
            wanted.coverage(text)
            if detect_language(text) == language
            else wanted.key_coverage(text)
            for text in texts
        ]


def _shared_out(
    wanted: Wanted, *, own: Sequence[Hit], foreign: Sequence[Hit], limit: int
) -> list[Passage]:
    """Return the places, shared between the hits in the question's language and the others.

    The language that follows gets those of its third that are relevant, and what the leading one
    leaves. Where the other language leads, their scores change places.
    """
    least = ENOUGH_BESIDE if own else ENOUGH_ACROSS
    across = partial(wanted.fit_across, least=least)
    first, then = _Half(own, wanted.fit), _Half(foreign, across)
    leading = first.passages(limit)
    known = any(passage.relevant for passage in leading[:LOOKED_AT])
    if not known and _named(wanted, foreign[:1]) > _named(wanted, own[:1]):
        first = _Half(foreign, across, 1 / FOREIGN_SHARE)
        then = _Half(own, wanted.fit, FOREIGN_SHARE)
        leading = first.passages(limit)
    left = limit - len(leading)
    if left >= limit // SHARES:
        kept = then.passages(left)
    else:
        kept = [one for one in then.passages(limit // SHARES) if one.relevant]
    return sorted(leading[: limit - len(kept)] + kept, key=lambda passage: -passage.score)


@dataclass(frozen=True, slots=True)
class _Half:
    """The hits in one language, how they are compared with the question, and what their scores
    are worth beside the other half's."""

    hits: Sequence[Hit]
    compare: Callable[[str, str], Fit]
    factor: float = 1.0

    def passages(self, count: int) -> list[Passage]:
        """Return the first `count` that are no near-copies of a better one, with how much of the
        question stands in each or its title."""
        found = []
        for chunk, article, score in _distinct(self.hits, count):
            fit = self.compare(article.title, chunk.text)
            score *= self.factor
            found.append(Passage(chunk, article, score, fit.coverage, relevant=fit.enough))
        return found


def _named(wanted: Wanted, hits: Sequence[Hit]) -> float:
    """Return how much of the question the first passage names of what both languages can say."""
    return max(
        (wanted.key_coverage(f"{article.title}\n{chunk.text}") for chunk, article, _ in hits),
        default=0.0,
    )


def _distinct(ranked: Sequence[Hit], limit: int) -> list[Hit]:
    """Return the first `limit` passages that are no near-copies of a better one."""
    kept: list[Hit] = []
    for hit in ranked:
        if len(kept) == limit:
            break
        if not any(_same(hit[0].text, other[0].text) for other in kept):
            kept.append(hit)
    return kept


def _same(one: str, other: str) -> bool:
    """Tell whether two texts are near-copies. Most are told apart by their stems alone."""
    alike = _jaccard(stems_of(one), stems_of(other)) >= ALIKE_STEMS
    return alike and _jaccard(_shingles(one), _shingles(other)) >= SAME_SHINGLES


@lru_cache(maxsize=1 << 10)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = normal_words(text)
    if len(words) < SHINGLE:
        return frozenset([tuple(words)])
    return frozenset(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def _jaccard(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else float(one == other)
