"""Ranks the sentences of a story and chooses those that a brief of a given length tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag.briefs.sentences.source_sentences import SourceSentence
from rag.briefs.tuning import (
    BM25_LENGTH,
    BM25_SATURATION,
    CENTRALITY,
    CLIMBS,
    DAMPING,
    FEWEST_POINTS,
    JUST_OUTSIDE,
    LENGTH_SLACK,
    NEW_SOURCE,
    OUTSIDE,
    PLACE,
    ROUNDS,
    SAME_SENTENCE,
    TOPIC,
    VARIETY,
)
from rag.records import Language
from rag.text.analyzer import content_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scores of n sentences, shape (n,), and their similarities, shape (n, n).

    A similarity is the cosine of two tf-idf vectors.
    """

    scores: NDArray[np.float64]
    likeness: NDArray[np.float64]


def rank(texts: Sequence[str], places: Sequence[int], topic: str) -> Ranking:
    """Rank sentences of one language by how much of the story they tell.

    `places` are the places of the sentences in their articles, from 0. A score is the weighted sum
    of place, centrality and similarity to the topic. No sentences give empty arrays.
    """
    import numpy as np

    counts = _counts([*texts, topic])
    sentences, wanted = counts[:-1], counts[-1]
    present = (sentences > 0).astype(np.float64)
    holding = present.sum(axis=0)
    idf = np.log1p((len(texts) - holding + 0.5) / (holding + 0.5))
    vectors = _unit(sentences * idf)
    places_part = PLACE / (1 + np.asarray(places, dtype=np.float64))
    scores = places_part + CENTRALITY * _centrality(sentences, idf)
    scores = scores + TOPIC * (vectors @ _unit((wanted * idf)[None, :])[0])
    return Ranking(scores, vectors @ vectors.T)


def _counts(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return how often each stem is in each text, with the shape (len(texts), different stems)."""
    import numpy as np

    bags = [Counter(content_stems(text)) for text in texts]
    column = {stem: at for at, stem in enumerate(dict.fromkeys(s for bag in bags for s in bag))}
    counts = np.zeros((len(texts), len(column)))
    for row, bag in enumerate(bags):
        for stem, count in bag.items():
            counts[row, column[stem]] = count
    return counts


def _centrality(counts: NDArray[np.float64], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the PageRank of each sentence, scaled so that the best is 1.

    Two sentences are linked by the BM25 score of each as a query for the other.
    """
    import numpy as np

    size = len(counts)
    if size == 0:
        return np.zeros(0)
    lengths = counts.sum(axis=1, keepdims=True)
    mean = lengths.mean() or 1.0
    weights = (
        idf
        * counts
        * (BM25_SATURATION + 1)
        / (counts + BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * lengths / mean))
    )
    links = (counts > 0).astype(np.float64) @ weights.T
    np.fill_diagonal(links, 0.0)
    links = links + links.T
    totals = links.sum(axis=1, keepdims=True)
    steps = np.where(totals > 0, links / np.where(totals > 0, totals, 1.0), 1 / size)
    ranks = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        ranks = (1 - DAMPING) / size + DAMPING * (ranks @ steps)
    best: NDArray[np.float64] = ranks / ranks.max()
    return best


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale rows to length 1; a row of zeros is unchanged."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1.0)
    return unit


@dataclass(frozen=True)
class BriefFact:
    """A fact that may become a point: one sentence, or one in each language that tell the same."""

    lines: tuple[SourceSentence, ...]
    score: float

    @cached_property
    def lengths(self) -> Mapping[Language, int]:
        """Return the number of words in each language."""
        return {line.language: line.length for line in self.lines}

    @cached_property
    def sources(self) -> frozenset[str]:
        """Return the ids of the cited articles."""
        return frozenset(line.article.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice of facts, by their places in a list, with its worth."""

    chosen: tuple[int, ...]
    worth: float


class Chooser:
    """Weighs plans for briefs of `words[language]` words in each language.

      worth = Σ score + `NEW_SOURCE` per source − `VARIETY` · likeness of every two
              − `OUTSIDE` · (shares of the length beyond `LENGTH_SLACK` + missing points, in thirds)

    Two facts that say the same cost `OUTSIDE` as well.
    """

    def __init__(
        self,
        facts: Sequence[BriefFact],
        words: Mapping[Language, int],
        likeness: Callable[[SourceSentence, SourceSentence], float],
    ) -> None:
        """Take the facts, and a function that gives how similar two sentences are (0 to 1)."""
        self._facts = facts
        self._words = words
        self._clash = [[_clash(one, other, likeness) for other in facts] for one in facts]

    def choose(self) -> list[BriefFact]:
        """Return the facts of the best plan that hill climbs find; empty for no facts.

        The climbs start from nothing and from each of the best facts, and add, drop or exchange one
        fact at a time. The same facts always give the same plan.
        """
        order = sorted(range(len(self._facts)), key=lambda at: -self._facts[at].score)
        starts = [(), *((at,) for at in order[:CLIMBS])]
        best = max(map(self._climb, starts), key=lambda plan: plan.worth)
        return [self._facts[at] for at in best.chosen]

    def _climb(self, start: tuple[int, ...]) -> Plan:
        """Return the best plan that can be reached from `start` by steps that each improve it."""
        best = Plan(start, self._worth(start))
        while True:
            step = max(self._steps(best.chosen), key=lambda plan: plan.worth, default=best)
            if step.worth <= best.worth + 1e-9:
                return best
            best = step

    def _steps(self, chosen: tuple[int, ...]) -> Iterator[Plan]:
        """Yield the plans that differ by one fact added, dropped or exchanged."""
        yield from self._additions(chosen)
        for at in range(len(chosen)):
            rest = (*chosen[:at], *chosen[at + 1 :])
            yield Plan(rest, self._worth(rest))
            yield from self._additions(rest)

    def _additions(self, chosen: tuple[int, ...]) -> Iterator[Plan]:
        """Yield the plan with one more fact, for every other fact."""
        told = sum(self._facts[at].score for at in chosen) - self._clashes(chosen)
        lengths = self._lengths(chosen)
        sources = frozenset[str]().union(*(self._facts[at].sources for at in chosen))
        for at, fact in enumerate(self._facts):
            if at in chosen:
                continue
            clash = self._clash[at]
            longer = {name: n + fact.lengths.get(name, 0) for name, n in lengths.items()}
            worth = told + fact.score - sum(clash[other] for other in chosen)
            worth += NEW_SOURCE * len(sources | fact.sources)
            yield Plan(
                (*chosen, at), worth - OUTSIDE * self._bounds_missed(longer, len(chosen) + 1)
            )

    def _worth(self, chosen: tuple[int, ...]) -> float:
        if not chosen:
            return -OUTSIDE * self._bounds_missed({}, 0)
        *rest, last = chosen
        return next(p.worth for p in self._additions(tuple(rest)) if p.chosen[-1] == last)

    def _clashes(self, chosen: tuple[int, ...]) -> float:
        return sum(self._clash[one][other] for one in chosen for other in chosen if one < other)

    def _lengths(self, chosen: tuple[int, ...]) -> dict[Language, int]:
        return {
            language: sum(self._facts[at].lengths.get(language, 0) for at in chosen)
            for language in self._words
        }

    def _bounds_missed(self, lengths: Mapping[Language, int], count: int) -> float:
        """Return by how much lengths and number of points miss their bounds; 0 within them."""
        missed = max(0, FEWEST_POINTS - count) / FEWEST_POINTS
        for language, words in self._words.items():
            share = lengths.get(language, 0) / max(words, 1)
            beyond = abs(share - 1) - LENGTH_SLACK
            missed += JUST_OUTSIDE + beyond if beyond > 0 else 0.0
        return missed


def _clash(
    one: BriefFact, other: BriefFact, likeness: Callable[[SourceSentence, SourceSentence], float]
) -> float:
    """Return what it costs to choose both facts."""
    alike = max(likeness(a, b) for a in one.lines for b in other.lines)
    return OUTSIDE if alike > SAME_SENTENCE else VARIETY * alike
