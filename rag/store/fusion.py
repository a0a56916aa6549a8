"""What a question asks of each language, and the one ranking made of what was found there.

An index searches twice in each language, by words (keys, in the other language) and by the vector;
this module says what to search for and puts the lists together. Indexes that find the same lists
return the same hits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from operator import itemgetter
from statistics import fmean
from typing import NamedTuple

from rag.protocols import FOREIGN_SHARE, Analysis, Embedder, FusionWeights, Hit
from rag.records import Language, SearchFilter
from rag.store.word_index import Term
from rag.text.crosslingual.keys import weight

STEM_WEIGHT, GRAM_WEIGHT = 1.0, 0.5

CANDIDATES = 100
"""The least length of a list: a chunk far down in one may be far up in the other."""

MEANINGFUL = 0.3
"""The least weight of an embedder whose vectors tell what a text means, not what words it has."""

_RESERVED = 3
_DEVIATIONS, _MOST = 4.0, 2.0
_SHORT = 10

ScoredIds = Sequence[tuple[str, float]]
"""Chunk ids with their scores, best first."""


@dataclass(frozen=True, slots=True)
class AskedLanguage:
    """What a question asks of the chunks in one language.

    `where` lets only chunks in that language through. `terms` are its words, or its keys in the
    other language than the question's (`foreign`). `weight` is that of a rescaled cosine; with 0
    there is no need to search the vectors.
    """

    where: SearchFilter
    language: Language
    terms: Sequence[Term]
    weight: float
    foreign: bool

    @property
    def factor(self) -> float:
        """Return what all scores of the language are multiplied by."""
        return FOREIGN_SHARE if self.foreign else 1.0


@dataclass(frozen=True, slots=True)
class FoundLists:
    """What one language has: by terms with the weighted sums of BM25 scores, and by the vector
    with cosines, which are empty for a weight of 0.

    `unknown` are chunks that had no vector before the vectors were searched. Whoever looks for that
    afterwards takes a chunk whose vector came meanwhile for one that is far away.
    """

    words: ScoredIds = ()
    near: ScoredIds = ()
    unknown: Collection[str] = ()


def asked_languages(
    query: Analysis, *, language: Language, where: SearchFilter | None, weights: FusionWeights
) -> list[AskedLanguage]:
    """Return what a query in `language` asks: first of its own language, then of the other; left
    out is one of which `where` lets nothing through."""
    where = where or SearchFilter()
    other: Language = "en" if language == "ar" else "ar"
    words = [("s", stem, STEM_WEIGHT) for stem in query.stems]
    words += [("g", gram, GRAM_WEIGHT) for gram in query.grams]
    keys = [("k", key, weight(key)) for key in query.keys]
    asked = []
    if where.language != other:
        own = replace(where, language=language)
        asked.append(AskedLanguage(own, language, words, weights.within, foreign=False))
    if where.language != language:
        foreign = replace(where, language=other)
        asked.append(AskedLanguage(foreign, other, keys, weights.across, foreign=True))
    return asked


def fused(
    asked: Sequence[AskedLanguage],
    found: Sequence[FoundLists],
    *,
    limit: int,
    meaning: bool,
) -> list[Hit]:
    """Return chunks with their fused scores, best first: the `limit` best, and a third as many of
    the best in the other language, so that a large half does not drown a small one.

    `found` are the lists of each language in `asked`. `meaning` says that the vectors tell more
    than words do.

    In the query's language score = words + w · vector; in the other, `FOREIGN_SHARE` · (keys +
    w · vector), each with the embedder's weight w. Words and keys count as shares of the best
    score of their list, and cosines by `rescaled`: were the languages in one list, a stray
    word of the query's script would lift a foreign chunk over its betters, and cosines are
    higher within a language. There the words say all that keys could.
    """
    ranked: list[tuple[float, str, _Scored]] = []
    reserved: set[str] = set()
    for one, lists in zip(asked, found, strict=True):
        its = _scored(one, lists, meaning=meaning)
        best_first = sorted((-score, chunk_id) for chunk_id, score in its.fused.items())
        ranked += [(*scored, its) for scored in best_first]
        if one.foreign:
            reserved = {chunk_id for _, chunk_id in best_first[: limit // _RESERVED]}
    ranked.sort(key=itemgetter(0, 1))
    kept = ranked[:limit] + [one for one in ranked[limit:] if one[1] in reserved]
    return [its.hit(chunk_id) for _, chunk_id, its in kept]


def is_meaningful(embedder: Embedder) -> bool:
    """Tell whether an embedder's vectors tell what a text means, and not what words it has."""
    weights = embedder.weights
    return max(weights.within, weights.across) >= MEANINGFUL


def rescaled(hits: ScoredIds) -> list[tuple[str, float]]:
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
    lowest = min(cosines)
    unit = _DEVIATIONS * (1 + _SHORT / len(hits)) * standard_deviation(cosines)
    if unit <= 0:
        return [(chunk_id, 0.0) for chunk_id, _ in hits]
    return [(chunk_id, min((cosine - lowest) / unit, _MOST)) for chunk_id, cosine in hits]


def _as_shares(hits: ScoredIds) -> list[tuple[str, float]]:
    """Return a list with its scores as shares of the best one."""
    best = max((score for _, score in hits), default=0.0)
    return [(chunk_id, score / best) for chunk_id, score in hits] if best > 0 else []


def _and_unknown(near: ScoredIds, found: ScoredIds, unknown: Collection[str]) -> ScoredIds:
    """Make the list of the nearest fair to matching chunks that have no vector yet.

    Those get the mean of the ones that match and are near: that says least about them. And
    vectors count for less the more of them are missing, by the share of the matching chunks
    that have theirs. Without this, as vectors come in, MRR@10 of ARCD questions falls from
    .797 with words alone to .765 at half of them, and of English sentences in Arabic NTREX
    documents from .906 to .855; with it to .788 and .903, and .805 and .920 with all.
    """
    scores, matching = dict(near), [chunk_id for chunk_id, _ in found]
    unseen = [one for one in matching if one in unknown and one not in scores]
    if not (unseen and scores):
        return near
    both = [scores[chunk_id] for chunk_id in matching if chunk_id in scores]
    mean = sum(both) / len(both) if both else sum(scores.values()) / len(scores)
    share = 1 - len(unseen) / len(matching)
    scores |= dict.fromkeys(unseen, mean)
    return [(chunk_id, share * score) for chunk_id, score in scores.items()]


class _Scored(NamedTuple):
    """What a language's lists say of the chunks in either of them; see `Hit`."""

    fused: Mapping[str, float]
    words: Mapping[str, float]
    spread: Mapping[str, float]
    near: Mapping[str, float]

    def hit(self, chunk_id: str) -> Hit:
        """Return a chunk as what was found."""
        return Hit(
            chunk_id,
            self.fused[chunk_id],
            self.words.get(chunk_id, 0.0),
            self.spread.get(chunk_id),
            self.near.get(chunk_id),
        )


def _scored(asked: AskedLanguage, lists: FoundLists, *, meaning: bool) -> _Scored:
    words = _as_shares(lists.words)
    near = _and_unknown(rescaled(lists.near), words, lists.unknown)
    fused: dict[str, float] = {}
    _accumulate(fused, words, asked.factor)
    _accumulate(fused, near, asked.factor * asked.weight)
    return _Scored(fused, dict(words), _spread(words), _spread(near) if meaning else {})


def _spread(hits: ScoredIds) -> dict[str, float]:
    """Return for each chunk how many standard deviations its score lies over the list's mean."""
    if not hits:
        return {}
    scores = [score for _, score in hits]
    mean, deviation = fmean(scores), standard_deviation(scores) or 1.0
    return {chunk_id: (score - mean) / deviation for chunk_id, score in hits}


def standard_deviation(scores: Sequence[float]) -> float:
    """Return the standard deviation of at least one score; `statistics.pstdev` computes it in
    fractions, which takes seven times as long."""
    if min(scores) == max(scores):
        return 0.0  # rounding would make something of nothing
    mean = fmean(scores)
    return sqrt(fmean((score - mean) ** 2 for score in scores))


def _accumulate(scores: dict[str, float], hits: ScoredIds, weight: float) -> None:
    for chunk_id, score in hits:
        scores[chunk_id] = scores.get(chunk_id, 0.0) + weight * score
