"""Finds where a claim puts before what its source puts after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rag.grounding.sense.lexicon import (
    Found,
    PhraseTable,
    find_phrases,
    parse_phrase,
    read_table,
    word_list,
)
from rag.grounding.sense.reading import Reading

_LEAST_CROSSED = 2
"""Words that must stand on the other side before an order of the same kind counts as changed."""

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_RANGE = 5  # words within which "from" is the beginning of a range "from … to"


@dataclass(frozen=True, slots=True)
class Order:
    """A word `[start:end]` that tells an order, and what is told of earlier and of later things.

    `forward` says that what stands ahead of the word is the earlier thing; `leads`, that the word
    begins its sentence; `plain`, that it is no adverb; `until`, that it is a word
    for "until".
    """

    forward: bool
    leads: bool
    plain: bool
    until: bool
    start: int
    end: int
    earlier: frozenset[str]
    later: frozenset[str]


def changed_orders(
    claim: Reading,
    source: Reading,
    pairs: Mapping[int, int] | None = None,
    *,
    across: bool = False,
) -> Iterator[tuple[Order, Order]]:
    """Yield the orders of a claim that are reversed in the source, each with that of the source.

    `pairs` gives the words that a near-copy has kept; what it has kept is not reversed. `across`
    says that the two are in different languages, where few words are found again: there the only
    word of its kind is enough, if it stands in the same place.
    """
    given, told = orders(source), orders(claim)
    for own in told if given else ():
        if pairs is not None and _kept(claim, own, source, pairs):
            continue
        nearest = max(given, key=lambda one: (_crossed(own, one), one.forward is not own.forward))
        straight = max(_straight(own, one) for one in given)
        alone = across and len(given) == len(told) == 1
        if _is_turned(own, nearest, given, straight) or (alone and _turned_alone(own, nearest)):
            yield own, nearest


def _is_turned(own: Order, other: Order, given: Sequence[Order], straight: int) -> bool:
    """Tell whether more of what a claim puts on one side is on the other side in the source."""
    crossed = _crossed(own, other)
    if crossed <= straight or (own.until and other.until):
        return False
    if own.forward is other.forward:
        return bool(own.earlier & other.later) and bool(own.later & other.earlier)
    return crossed >= _LEAST_CROSSED or all(one.forward is other.forward for one in given)


def _turned_alone(own: Order, other: Order) -> bool:
    """Tell whether the only words of two texts that tell an order are opposite, in one place."""
    return (
        own.plain
        and other.plain
        and own.forward is not other.forward
        and own.leads is other.leads
        and _crossed(own, other) == _straight(own, other)
        and not (own.until and other.until)
    )


def _kept(claim: Reading, own: Order, source: Reading, pairs: Mapping[int, int]) -> bool:
    return all(
        at in pairs and claim.words[at] == source.words[pairs[at]]
        for at in range(own.start, own.end)
    )


@lru_cache(maxsize=1 << 11)
def orders(reading: Reading) -> tuple[Order, ...]:
    """Return what a text tells of before and after."""
    return tuple(
        _order(reading, found)
        for found in find_phrases(reading.words, _phrases())
        if found.kind != "neither"
        and (not found.kind.endswith("day") or _bounds_a_day(reading, found))
    )


def _bounds_a_day(reading: Reading, found: Found) -> bool:
    """Tell whether "by" or "from" stands before a day or a time, and begins no range."""
    behind = reading.words[found.end : found.end + _RANGE]
    if not behind or not word_list("range_ends").isdisjoint(behind):
        return False
    return any(_YEAR.fullmatch(one) or one in word_list("days") for one in behind[:2])


def _order(reading: Reading, found: Found) -> Order:
    """Return the order that a word tells: the words of its sentence on either side of it."""
    start, end = found.start, found.end
    first = max((at for at in reading.stops if at <= start), default=0)
    last = min((at for at in reading.stops if at > start), default=len(reading.words))
    adverb = found.kind in ("then", "earlier") or end in reading.breaks or end == last
    forward = _is_forward(reading, found, first, adverb=adverb)
    leads = start == first and not adverb
    behind = range(end, last)
    if adverb:
        ahead = range(start)
    elif leads:
        middle = min((at for at in reading.breaks if at > end), default=last)
        behind, ahead = range(end, middle), range(middle, last)
    else:
        ahead = range(first, start)
    left, right = _marks(reading, ahead), _marks(reading, behind)
    left, right = left - right, right - left
    return Order(
        forward=forward,
        leads=leads,
        plain=not adverb,
        until=reading.words[start] in word_list("until"),
        start=start,
        end=end,
        earlier=left if forward else right,
        later=right if forward else left,
    )


def _is_forward(reading: Reading, found: Found, first: int, *, adverb: bool) -> bool:
    """Tell whether what stands ahead of a word comes earlier than what stands behind it.

    An adverb tells of what was said before: "he resigned; the day before, he had met her". What did
    not happen until something else happened came after it, and so did what follows ما إن.
    """
    forward = found.kind in ("before", "then", "before day")
    if adverb and found.kind in ("before", "after"):
        return not forward
    ahead = reading.words[first : found.start]
    if forward and reading.words[found.start] in word_list("until"):
        if any(f"{one} {two}" == "ما ان" for one, two in pairwise(ahead)):
            return True
        return not any(
            one.kind == "not" and first <= one.start < found.start for one in reading.senses
        )
    return forward


def _marks(reading: Reading, places: range) -> frozenset[str]:
    """Return what the words of a side may be known by, without "two weeks" and the like."""
    return frozenset().union(
        *(
            reading.marks[at]
            for at in places
            if reading.words[at] not in word_list("durations") and not reading.words[at].isdigit()
        )
    )


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
