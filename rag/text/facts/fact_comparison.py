"""Compares the facts of a claim with those of a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import product

from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.quotations import is_quoted

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Not tuned: 54 million may round 54.2 million, but 1.3 million states another number than 1.25.
_ROUNDED = Decimal("0.005")
# Not tuned: smaller numbers are mostly counts, which news seldom rounds.
_LEAST_ROUNDED = 100_000


def missing(claim: Facts, source: Facts) -> tuple[Fact, ...]:
    """Return the strict facts of `claim` that `source` does not state, in their order.

    Where a date is missing, its parts are not listed as well. A quotation in a script that the
    source does not use is never missing, because it may be a translation. A number with a scale
    word may be rounded by 0.5 %, from 100,000 on.
    """
    absent = _absent(claim, source)
    dates = [fact for fact in absent if fact.kind == "date"]
    return tuple(
        fact
        for fact in absent
        if fact.kind == "date" or not any(date.start <= fact.start < date.end for date in dates)
    )


def _absent(claim: Facts, source: Facts) -> list[Fact]:
    """Return the strict facts of a claim that have no counterpart in the source."""
    stated = _readings(source)
    return [fact for fact in claim.facts if fact.strict and not _stands(fact, stated, source)]


def _readings(stated: Facts) -> frozenset[str]:
    """Return all readings of the facts of a text."""
    return frozenset[str]().union(*(fact.readings for fact in stated.facts))


def instead(fact: Fact, source: Facts, *, claim: Facts | None = None) -> Fact | None:
    """Return the fact of the same kind that `source` states in place of `fact`: "it says 85%".

    Returns None unless exactly one fact could be meant. Given the claim that contains `fact`, facts
    that the claim states too are no candidates, and among several candidates only those beside the
    same word remain.
    """
    others = _candidates(fact, source, stated=_readings(claim) if claim else frozenset())
    if claim is not None and len(others) > 1:
        counted = _beside(fact, claim)
        others = {key: other for key, other in others.items() if _beside(other, source) & counted}
    return next(iter(others.values())) if len(others) == 1 else None


def _candidates(fact: Fact, source: Facts, *, stated: frozenset[str]) -> dict[str, Fact]:
    """Return a source's strict facts of the kind of `fact` by key.

    A fact with one of the readings `stated` is left out.
    """
    sort = sort_of(fact)
    found: dict[str, Fact] = {}
    for other in source.facts:
        if other.strict and sort_of(other) == sort and other.readings.isdisjoint(stated):
            found.setdefault(other.key, other)
    return found


def sort_of(fact: Fact) -> str:
    """Return what may replace a fact: its kind, `year` for a year, the key of a quotation.

    So a year never replaces an amount, and nothing replaces a quotation.
    """
    if fact.kind == "quotation":
        return fact.key
    is_year = fact.kind == "number" and _YEAR.fullmatch(fact.key) and not fact.scaled
    return "year" if is_year else fact.kind


def _beside(fact: Fact, stated: Facts) -> frozenset[str]:
    """Return the stems of the words directly before and behind a fact, without stopwords."""
    before = words(stated.text[max(fact.start - 30, 0) : fact.start])[-1:]
    behind = words(stated.text[fact.end : fact.end + 30])[:1]
    return frozenset(
        content_stem(word) for word in (*before, *behind) if content_stem(word) and word.isalpha()
    )


def _stands(fact: Fact, stated: frozenset[str], source: Facts) -> bool:
    """Return whether the source states a fact, under any of its readings or rounded."""
    if not stated.isdisjoint(fact.readings):
        return True
    if fact.kind == "quotation":
        return is_quoted(fact.key, source.text)
    if fact.kind == "date":
        return _dated(fact, source)
    return _rounded(fact, source)


def _dated(fact: Fact, source: Facts) -> bool:
    """Return whether the source has the day without its year, or no other day in its place.

    In the second case the date's parts are looked for one by one.
    """
    others = False
    for reading, other in product(fact.readings, _dates(source)):
        (year, month, day), (its_year, its_month, its_day) = _parts(reading), _parts(other)
        if month == its_month and day == its_day and "-" in (year, its_year):
            return True
        others = (
            others or month == its_month or (year != "-" and (year, day) == (its_year, its_day))
        )
    return not others


def _dates(source: Facts) -> Iterator[str]:
    """Yield all readings of the dates of a source."""
    for fact in source.facts:
        if fact.kind == "date":
            yield from fact.readings


def _parts(key: str) -> tuple[str, str, str]:
    """Return the year (`-` for none), the month and the day of a date's key."""
    year, month, day = key.rsplit("-", 2)
    return year, month, day


def _rounded(fact: Fact, source: Facts) -> bool:
    """Return whether the source has a number that equals a large one within 0.5 %."""
    value = _value(fact)
    if value is None or value < _LEAST_ROUNDED:
        return False
    return any(
        abs(other - value) <= _ROUNDED * max(value, other) for other in _amounts(fact, source)
    )


def _amounts(fact: Fact, source: Facts) -> Iterator[Decimal]:
    """Yield the large numbers of a source, if they or `fact` have a scale word."""
    for other in source.facts:
        if other.kind == "number" and (fact.scaled or other.scaled):
            value = _value(other)
            if value is not None and value >= _LEAST_ROUNDED:
                yield value


def _value(fact: Fact) -> Decimal | None:
    """Return the value of a number, or None for a fact of another kind."""
    try:
        return Decimal(fact.key) if fact.kind == "number" else None
    except InvalidOperation:
        return None
