"""Chooses what a brief of a given length tells: the weightiest facts, none twice, from as many
sources as there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.briefing.lines import Line
from rag.records import Language

FEWEST = 3
"""Points of a brief, at least."""

LENGTH_SLACK = 0.15
SAME = 0.5  # cosine from which two sentences say the same
VARIETY = 0.25  # what the likeness to another chosen sentence costs
NEW_SOURCE = 0.3  # what a source that is not quoted yet is worth
OUTSIDE = 30.0  # what missing a bound costs: the length, per share; the points, per third

_STARTS = 4  # a climb from nothing alone gets stuck without the leads, which are long
_AT_ALL = 0.1  # so that a bound missed by a word is not bought by a better fact


@dataclass(frozen=True)
class Fact:
    """What becomes a point: a sentence in one language, or one in each that tell the same."""

    lines: tuple[Line, ...]
    score: float

    @cached_property
    def lengths(self) -> Mapping[Language, int]:
        """In words, by language."""
        return {line.language: line.length for line in self.lines}

    @cached_property
    def sources(self) -> frozenset[str]:
        """The ids of its articles."""
        return frozenset(line.article.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class Plan:
    """Chosen facts, by their places in a list, with what they come to."""

    chosen: tuple[int, ...]
    worth: float


class Chooser:
    """Weighs plans for briefs of `words[language]` words each.

    worth = Σ score + `NEW_SOURCE` per source − `VARIETY` · likeness of every two
            − `OUTSIDE` · (shares of the length beyond `LENGTH_SLACK` + missing points, in thirds)
    Two that say the same cost `OUTSIDE` as well.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        words: Mapping[Language, int],
        likeness: Callable[[Line, Line], float],
    ) -> None:
        """`likeness` tells how alike two sentences are (0 to 1)."""
        self._facts = facts
        self._words = words
        self._clash = [[_clash(one, other, likeness) for other in facts] for one in facts]

    def choose(self) -> list[Fact]:
        """The best plan that hill climbs find, from nothing and from each of the weightiest facts,
        by adding, dropping and exchanging one fact at a time. The same for the same facts; empty
        for none."""
        order = sorted(range(len(self._facts)), key=lambda at: -self._facts[at].score)
        starts = [(), *((at,) for at in order[:_STARTS])]
        best = max(map(self._climb, starts), key=lambda plan: plan.worth)
        return [self._facts[at] for at in best.chosen]

    def _climb(self, start: tuple[int, ...]) -> Plan:
        best = Plan(start, self._worth(start))
        while True:
            step = max(self._steps(best.chosen), key=lambda plan: plan.worth, default=best)
            if step.worth <= best.worth + 1e-9:
                return best
            best = step

    def _steps(self, chosen: tuple[int, ...]) -> Iterator[Plan]:
        yield from self._additions(chosen)
        for at in range(len(chosen)):
            rest = (*chosen[:at], *chosen[at + 1 :])
            yield Plan(rest, self._worth(rest))
            yield from self._additions(rest)

    def _additions(self, chosen: tuple[int, ...]) -> Iterator[Plan]:
        """The plan with one fact more, for every other fact."""
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
        missed = max(0, FEWEST - count) / FEWEST
        for language, words in self._words.items():
            share = lengths.get(language, 0) / max(words, 1)
            beyond = abs(share - 1) - LENGTH_SLACK
            missed += _AT_ALL + beyond if beyond > 0 else 0.0
        return missed


def _clash(one: Fact, other: Fact, likeness: Callable[[Line, Line], float]) -> float:
    """What it costs to tell both."""
    alike = max(likeness(a, b) for a in one.lines for b in other.lines)
    return OUTSIDE if alike > SAME else VARIETY * alike
