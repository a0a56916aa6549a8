"""Finds words of opposite sense in a claim and its source: rises for falls, sells for buys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from rag.grounding.sense.lexicon import (
    PhraseTable,
    find_phrases,
    parse_phrase,
    read_table,
    word_list,
)
from rag.grounding.sense.reading import DENIALS, Reading

_AROUND = 4
"""Words on either side of a word that tell what it is said of."""

MARGIN = 1.1
"""The factor by which what stands around a word must be nearer to that around its opposite than to
that around the same word, where the source has both."""

Side = tuple[int, int]
"""The number of an opposition in the table, and one of its two sides (0 or 1)."""


@dataclass(frozen=True, slots=True)
class Pole:
    """A word or phrase `[start:end]`, and the sides of oppositions that it is on."""

    start: int
    end: int
    sides: frozenset[Side]


@dataclass(frozen=True, slots=True)
class Opposition:
    """A pole of the claim, and one of the source that is its opposite and said of the same."""

    claim: Pole
    source: Pole


@lru_cache(maxsize=1 << 11)
def poles(reading: Reading) -> tuple[Pole, ...]:
    """Return the words that have an opposite, the longest phrase at a place."""
    found = find_phrases(reading.words, _phrases())
    return tuple(
        Pole(start, end, frozenset(_side(one.kind) for one in here))
        for (start, end), here in groupby(found, key=lambda one: (one.start, one.end))
    )


def _side(kind: str) -> Side:
    number, side = kind.split(":")
    return int(number), int(side)


def _opposite(side: Side) -> Side:
    return side[0], 1 - side[1]


def oppositions(
    claim: Reading, source: Reading, pairs: Mapping[int, int] | None = None
) -> Iterator[Opposition]:
    """Yield the words of the claim whose opposite the source says of the same.

    A word counts that the source has nowhere in its sense, or has of other things only: "gold rises
    as the dollar falls" for "gold falls as the dollar rises". Where one of the two is denied,
    nothing is opposite. `pairs` gives the words that a near-copy has kept.
    """
    found = list(_found(claim, source, pairs))
    for one, has_both in found:
        crossed = any(
            other is not one and not one.claim.sides.isdisjoint(map(_opposite, other.claim.sides))
            for other, _ in found
        )
        if crossed or not has_both:
            yield one


def _found(
    claim: Reading, source: Reading, pairs: Mapping[int, int] | None
) -> Iterator[tuple[Opposition, bool]]:
    """Yield what seems to be opposite, and whether the source has both senses.

    Then the claim must cross them, because one of two words may well be left out.
    """
    there = poles(source)
    for own in poles(claim):
        sides = own.sides - (_near_only() if pairs is None else frozenset())
        opposite = frozenset(map(_opposite, sides))
        against = [one for one in there if not one.sides.isdisjoint(opposite)]
        if not against or (pairs and _kept(claim, own, source, pairs)):
            continue
        alike = [one for one in there if not one.sides.isdisjoint(sides)]
        best = max(against, key=lambda one: _shared(claim, own, source, one))
        most = _shared(claim, own, source, best)
        same = max((_shared(claim, own, source, one) for one in alike), default=0.0)
        if most <= same * MARGIN or _denied(claim, own) or _denied(source, best):
            continue
        shared_sides = opposite & best.sides
        if shared_sides <= _flagged("converse") and _changed_places(claim, own, source, best):
            continue
        yield Opposition(own, best), bool(alike)


def _kept(claim: Reading, own: Pole, source: Reading, pairs: Mapping[int, int]) -> bool:
    """Tell whether a near-copy has kept a word of the source."""
    return all(
        at in pairs and claim.words[at] == source.words[pairs[at]]
        for at in range(own.start, own.end)
    )


def _shared(claim: Reading, own: Pole, source: Reading, other: Pole) -> float:
    """Return how much of what stands around two poles is the same; what is nearer counts more."""
    there = list(_beside(source, other))
    return sum(
        max(
            (1 / (far * away) for at, away in there if not marks.isdisjoint(source.marks[at])),
            default=0.0,
        )
        for here, far in _beside(claim, own)
        for marks in (claim.marks[here],)
    )


def _beside(reading: Reading, pole: Pole) -> Iterator[tuple[int, int]]:
    """Yield the content words around a pole up to the ends of the clause, with their distances.

    Words that are on a side of the same opposition are left out.
    """
    numbers = {number for number, _ in pole.sides}
    others = {
        at
        for one in poles(reading)
        if not numbers.isdisjoint(number for number, _ in one.sides)
        for at in range(one.start, one.end)
    }
    for places, edge in (
        (range(pole.start - 1, -1, -1), 1),
        (range(pole.end, len(reading.words)), 0),
    ):
        far = 0
        for at in places:
            if (
                at + edge in reading.breaks
                or far == _AROUND
                or reading.words[at] in word_list("joins")
            ):
                break
            if reading.marks[at] and at not in others:
                far += 1
                yield at, far


def _changed_places(claim: Reading, own: Pole, source: Reading, other: Pole) -> bool:
    """Tell whether subject and object have changed places, so that the opposite is the same."""
    there = [at for at, _ in _beside(source, other)]
    places = [
        (here, at)
        for here, _ in sorted(_beside(claim, own))
        for at in there
        if not claim.marks[here].isdisjoint(source.marks[at])
    ]
    order = [at for _, at in places]
    if len(order) > 1:
        return order[0] > order[-1]
    return any((here < own.start) != (at < other.start) for here, at in places)


def _denied(reading: Reading, pole: Pole) -> bool:
    """Tell whether a pole is denied, also as part of a phrase: لم تنجح."""
    own = set(range(pole.start, pole.end))
    return any(
        sense.kind in DENIALS
        and (
            not own.isdisjoint(sense.governed)
            or (sense.end - sense.start > len(own) and own <= set(range(sense.start, sense.end)))
        )
        for sense in reading.senses
    )


@cache
def _phrases() -> PhraseTable:
    """Return the phrases of the table, each with its side as its kind."""
    return PhraseTable(
        parse_phrase(f"{number}:{side}", written)
        for number, columns in enumerate(read_table("opposites.tsv"))
        for side in (0, 1)
        for written in columns[side].split(" | ")
    )


def _near_only() -> frozenset[Side]:
    """Return the sides that are only compared in near-copies."""
    return _flagged("near")


@cache
def _flagged(flag: str) -> frozenset[Side]:
    """Return the sides of the oppositions that have a flag in the table."""
    return frozenset(
        (number, side)
        for number, columns in enumerate(read_table("opposites.tsv"))
        if columns[2:] == (flag,)
        for side in (0, 1)
    )
