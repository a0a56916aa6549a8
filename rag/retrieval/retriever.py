"""Question → passages: search both indexes at once, drop near-copies, fetch the articles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice

from rag.protocols import FOREIGN_SHARE, Embedder, PassageIndex, Reranker
from rag.records import Language, Passage, SearchFilter
from rag.retrieval.coverage import Wanted, stems_of
from rag.retrieval.question_day import question_day, undated
from rag.retrieval.relevance import AskedQuestion, Judgement, Ranked, judge
from rag.retrieval.tuning import (
    ALIKE_STEMS,
    FOLLOWING,
    JUDGED,
    LOOKED_AT,
    ODDS_POWER,
    SAME_SHINGLES,
    SHINGLE,
    SPARE,
)
from rag.store.catalog import Catalog
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer, normal_words
from rag.tracing.steps import step


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
        """Search `index`, which `analyzer` made; without a `reranker` the order is that of the
        index and of what the passages are judged to be."""
        self._analyzer = analyzer
        self._reranker = reranker
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
        thorough: bool = False,
    ) -> list[Passage]:
        """Return the best passages, best first; near-identical ones share one place.

        A question without a letter or digit finds nothing. `language` is the question's
        where it is known better than by its letters. `thorough`: all are judged, not only the
        first of each language. Raises `EmbeddingError`.

        Where both languages know something, neither drowns the other: the passages of the
        question's language lead, or those of the other if the former know nothing and the latter
        name more of what is asked; a third of the places is for the language that follows.
        """
        with step("search") as searching:
            found = self._found(
                question, limit=limit, where=where, language=language, thorough=thorough
            )
            searching.note(passages=len(found))
            return found

    def _found(
        self,
        question: str,
        *,
        limit: int,
        where: SearchFilter | None,
        language: Language | None,
        thorough: bool,
    ) -> list[Passage]:
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
        found = self._catalog.passages([hit.chunk_id for hit in hits])
        day = question_day(question)
        told = day.dated(found) if day else found
        hits = day.ordered(hits, found) if day else hits
        fused = [Ranked(*told[hit.chunk_id], hit) for hit in hits if hit.chunk_id in told]
        ranked = self._reranked(question, fused)
        asked = AskedQuestion.by(question, language, self._index.rarity, self._analyzer)
        own = [one for one in ranked if one.article.language == language]
        foreign = [one for one in ranked if one.article.language != language]
        judged = partial(_judged, asked, reordered=ranked is fused, thorough=thorough)
        passages = _shared_out(
            judged(_distinct(own, limit), beside=False),
            judged(_distinct(foreign, limit), beside=bool(own)),
            limit,
        )
        return undated(passages, found) if day else passages

    def _wanted(self, question: str) -> Wanted:
        return Wanted.by(question, self._index.rarity, self._analyzer)

    def _reranked(self, question: str, hits: Sequence[Ranked]) -> Sequence[Ranked]:
        """Return the hits in the reranker's order; the best score goes to the first, and so on.
        Without a reranker, and where it keeps the order, they are those that were given."""
        texts = [f"{one.article.title}\n{one.chunk.text}" for one in hits]
        order = self._reranker.rerank(question, texts) if self._reranker else range(len(hits))
        if list(order) == list(range(len(hits))):
            return hits
        scores = sorted((one.hit.score for one in hits), reverse=True)
        return [hits[place].scored(score) for place, score in zip(order, scores, strict=True)]

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


def _judged(
    asked: AskedQuestion, ranked: Sequence[Ranked], *, beside: bool, reordered: bool, thorough: bool
) -> list[Passage]:
    """Return the passages of one language, best first, with what they are judged to be: all where
    it is `thorough`, else the first few, as the model was fitted on those; what follows them counts
    as absent. `reordered`: the order heeds what they are judged to be, too."""
    count = len(ranked) if thorough else JUDGED
    judged = list(map(_passage, ranked, islice(judge(asked, ranked, beside=beside), count)))
    rest = [_passage(one, _UNJUDGED) for one in ranked[count:]]
    if not reordered or not judged:
        return [*judged, *rest]
    weights = list(map(_weight, judged))
    weights += [min(weights)] * len(rest)
    weighed = map(_scaled, [*judged, *rest], weights)
    return sorted(weighed, key=lambda passage: -passage.score)


_UNJUDGED = Judgement(0.0, "absent", 0.0)
_LEAST = 1e-4  # probabilities below this, or as near to 1, are not told apart


def _passage(one: Ranked, judged: Judgement) -> Passage:
    return Passage(
        one.chunk,
        one.article,
        one.hit.score,
        judged.coverage,
        judged.probability,
        judged.outcome,
        judged.other_event,
    )


def _weight(passage: Passage) -> float:
    """Return by what a passage's score is multiplied: a power of the odds that it answers."""
    probability = min(1 - _LEAST, max(_LEAST, passage.probability))
    return math.pow(probability / (1 - probability), ODDS_POWER)


def _shared_out(own: Sequence[Passage], foreign: Sequence[Passage], limit: int) -> list[Passage]:
    """Return the places, shared between the passages in the question's language and the others.

    The language that follows gets `FOLLOWING` of the places: what the articles in one language do
    not tell may stand in the other. Those of it that are not relevant come last. Where the other
    language leads, their scores change places.
    """
    leading, following, share = own, foreign, 1.0
    if _is_led_by(own, foreign):
        leading, following, share = foreign, own, FOREIGN_SHARE
    places = max(int(limit * FOLLOWING), limit - len(leading))
    kept = [_scaled(one, share) for one in following[:places]]
    relevant = [one for one in kept if one.relevant]
    rest = [one for one in kept if not one.relevant]
    first = [_scaled(one, 1 / share) for one in leading[: limit - len(kept)]]
    return [*sorted([*first, *relevant], key=lambda passage: -passage.score), *rest]


def _is_led_by(own: Sequence[Passage], foreign: Sequence[Passage]) -> bool:
    """Tell whether the other language leads: the articles in the question's do not answer it, and
    the first passage of the other is likelier to."""
    known = any(passage.relevant for passage in own[:LOOKED_AT])
    return not known and _likelihood(foreign) > _likelihood(own)


def _likelihood(passages: Sequence[Passage]) -> float:
    return max((passage.probability for passage in passages[:1]), default=-1.0)


def _scaled(passage: Passage, factor: float) -> Passage:
    return replace(passage, score=passage.score * factor)


def _distinct(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    """Return the first `limit` passages that are no near-copies of a better one."""
    kept: list[Ranked] = []
    for hit in ranked:
        if len(kept) == limit:
            break
        if not any(_same(hit.chunk.text, other.chunk.text) for other in kept):
            kept.append(hit)
    return kept


def _same(one: str, other: str) -> bool:
    """Tell whether two texts are near-copies. Most are told apart by their stems alone."""
    return _is_alike(stems_of(one), stems_of(other), ALIKE_STEMS) and _is_alike(
        _shingles(one), _shingles(other), SAME_SHINGLES
    )


@lru_cache(maxsize=1 << 10)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = normal_words(text)
    if len(words) < SHINGLE:
        return frozenset([tuple(words)])
    return frozenset(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def _is_alike(one: AbstractSet[object], other: AbstractSet[object], least: float) -> bool:
    """Tell whether two sets have a Jaccard index of at least `least`."""
    few, many = sorted((len(one), len(other)))
    if few < least * many:  # not even if the larger held all of the smaller
        return False
    both = len(one & other)
    return both / (few + many - both) >= least if both else one == other
