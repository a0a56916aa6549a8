"""Finds where a claim puts before what its source puts after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.grounding.sense.lexicon import (
    PhraseTable,
    find_phrases,
    parse_phrase,
    read_table,
)
from rag.grounding.sense.reading import Reading

_LOOSE = (frozenset(["before", "after"]), frozenset(["then"]))
_LEAST_CROSSED = 2
"""Words that must stand on the other side before an order counts as changed."""


@dataclass(frozen=True, slots=True)
class Order:
    """A word `[start:end]` that tells an order, and what is told of earlier and of later things."""

    kind: str
    start: int
    end: int
    earlier: frozenset[str]
    later: frozenset[str]


def changed_orders(
    claim: Reading, source: Reading, pairs: Mapping[int, int] | None = None
) -> Iterator[tuple[Order, Order]]:
    """Yield the orders of a claim that are reversed in the source, each with that of the source.

    `pairs` gives the words that a near-copy has kept; what it has kept is not reversed. Where the
    wording is free, only "before" and "after" are compared.
    """
    given = orders(source)
    for own in orders(claim) if given else ():
        if pairs is not None and _kept(claim, own, source, pairs):
            continue
        among = [
            one
            for one in given
            if pairs is not None or any({one.kind, own.kind} <= kinds for kinds in _LOOSE)
        ]
        if not among or (pairs is None and len({one.kind for one in among}) > 1):
            continue
        nearest = max(among, key=lambda one: _crossed(own, one))
        crossed, straight = _crossed(own, nearest), max(_straight(own, one) for one in among)
        if crossed >= _LEAST_CROSSED and crossed > straight:
            yield own, nearest


def _kept(claim: Reading, own: Order, source: Reading, pairs: Mapping[int, int]) -> bool:
    return all(
        at in pairs and claim.words[at] == source.words[pairs[at]]
        for at in range(own.start, own.end)
    )


@lru_cache(maxsize=1 << 11)
def orders(reading: Reading) -> tuple[Order, ...]:
    """Return what a text tells of before and after."""
    return tuple(
        _order(reading, found.kind, found.start, found.end)
        for found in find_phrases(reading.words, _phrases())
        if found.kind != "neither"
    )


def _order(reading: Reading, kind: str, start: int, end: int) -> Order:
    first = max((at for at in reading.stops if at <= start), default=0)
    last = min((at for at in reading.stops if at > start), default=len(reading.words))
    behind = range(end, last)
    if start == first:
        middle = min((at for at in reading.breaks if at > end), default=last)
        behind, ahead = range(end, middle), range(middle, last)
    else:
        ahead = range(first, start)
    left, right = _marks(reading, ahead), _marks(reading, behind)
    left, right = left - right, right - left
    first_left = kind in ("before", "then", "until")
    return Order(kind, start, end, left if first_left else right, right if first_left else left)


def _marks(reading: Reading, places: range) -> frozenset[str]:
    return frozenset().union(*(reading.marks[at] for at in places))


def _straight(one: Order, other: Order) -> int:
    return len(one.earlier & other.earlier) + len(one.later & other.later)


def _crossed(one: Order, other: Order) -> int:
    return len(one.earlier & other.later) + len(one.later & other.earlier)


@cache
def _phrases() -> PhraseTable:
    """Return the phrases of all kinds."""
    return PhraseTable(
        parse_phrase(kind, written)
        for kind, phrases in read_table("order_words.tsv")
        for written in phrases.split(" | ")
    )
