"""Tells how a day that one text tells stands to a day that another tells."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Literal

from rag.text.facts.relative_days import ToldDay

Relation = Literal["agree", "perhaps", "differ", "apart"]


def relation(one: ToldDay, other: ToldDay) -> Relation:
    """Return how a day of a claim stands to one of its source; `apart` if they cannot be compared.

    A day agrees with the same day and with a shorter span; within a longer one it may be right.
    """
    if one.weekday is not None and one.weekday == other.weekday and (one.bare or other.bare):
        # A date in the text is surer than a guess at the week that a bare weekday is in.
        sure = (one.bare or one.named) and (other.bare or other.named)
        return "agree" if sure else _by_span(one, other) or "agree"
    return _by_span(one, other) or _by_weekday(one, other)


def _by_span(one: ToldDay, other: ToldDay) -> Relation | None:
    """Return how the spans of two days stand to each other; None where they are unknown."""
    if not one.spans or not other.spans or one.anchor != other.anchor:
        return None
    # Weeks overlap because they begin on other days in other countries.
    if one.way and other.way and one.way != other.way and grain(one) == grain(other):
        return "differ"
    pairs = list(product(one.spans, other.spans))
    if any(first <= begin and end <= last for (first, last), (begin, end) in pairs):
        return "agree"
    # "the past week" and "last week": spans that both are told loosely.
    alike = not (one.named or other.named) and grain(one) == grain(other) > 0
    if alike and any(begin <= first and last <= end for (first, last), (begin, end) in pairs):
        return "agree"
    wide = (*one.spans, *one.perhaps), (*other.spans, *other.perhaps)
    if any(first <= end and begin <= last for first, last in wide[0] for begin, end in wide[1]):
        return "perhaps"
    return "differ"


def _by_weekday(one: ToldDay, other: ToldDay) -> Relation:
    """Return how the weekdays of two days stand to each other."""
    mine, theirs = _weekdays(one), _weekdays(other)
    if not mine or not theirs:
        return "apart"
    return "differ" if mine.isdisjoint(theirs) else "agree"


def _weekdays(one: ToldDay) -> frozenset[int]:
    """Return the weekday of a day, where it is said or follows from its date."""
    if one.weekday is not None:
        return frozenset([one.weekday])
    if not one.named:
        return frozenset()
    return frozenset(first.weekday() for first, last in one.spans if first == last)


def grain(one: ToldDay) -> int:
    """Return 0 for a day, 1 for up to two weeks, 2 for a month, 3 for more."""
    if not one.spans:
        return 0
    length = one.spans[0][1] - one.spans[0][0]
    return sum(length > timedelta(days=days) for days in (0, 20, 40))
