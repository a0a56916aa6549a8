"""Holds the facts of a claim against those of a source."""

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
_ROUNDED = Decimal("0.005")
_LEAST_ROUNDED = 100_000


def missing(claim: Facts, source: Facts) -> tuple[Fact, ...]:
    """The strict facts of `claim` that `source` does not state, in their order.

    Of a date that is not there, its parts are not told besides. A quotation in a script of which
    the source has nothing is never missing: it may be a translation. A number beside a scale word
    may be rounded by 0.5 %, from 100,000 on.
    """
    stated = frozenset[str]().union(*(fact.readings for fact in source.facts))
    absent = [fact for fact in claim.facts if fact.strict and not _stands(fact, stated, source)]
    dates = [fact for fact in absent if fact.kind == "date"]
    return tuple(
        fact
        for fact in absent
        if fact.kind == "date" or not any(date.start <= fact.start < date.end for date in dates)
    )


def instead(fact: Fact, source: Facts, *, claim: Facts | None = None) -> Fact | None:
    """The fact of the same kind that `source` states where `fact` should be, if only one could
    be meant: "it says 85%".

    Given the claim that `fact` is of, what the claim states as well could not be meant, and among
    several the one that stands beside the same word is.
    """
    told = frozenset[str]().union(*(other.readings for other in claim.facts)) if claim else ()
    others: dict[str, Fact] = {}
    for other in source.facts:
        if other.strict and _sort(other) == _sort(fact) and other.readings.isdisjoint(told):
            others.setdefault(other.key, other)
    if claim is not None and len(others) > 1:
        counted = _beside(fact, claim)
        others = {key: other for key, other in others.items() if _beside(other, source) & counted}
    return next(iter(others.values())) if len(others) == 1 else None


def _sort(fact: Fact) -> str:
    """The kind of a fact; a year is no answer where an amount should be, and every quotation is
    of its own kind."""
    if fact.kind == "quotation":
        return fact.key
    is_year = fact.kind == "number" and _YEAR.fullmatch(fact.key) and not fact.scaled
    return "year" if is_year else fact.kind


def _beside(fact: Fact, stated: Facts) -> frozenset[str]:
    """The stems of the words before and behind a fact, but of stopwords."""
    before = words(stated.text[max(fact.start - 30, 0) : fact.start])[-1:]
    behind = words(stated.text[fact.end : fact.end + 30])[:1]
    return frozenset(
        content_stem(word) for word in (*before, *behind) if content_stem(word) and word.isalpha()
    )


def _stands(fact: Fact, stated: frozenset[str], source: Facts) -> bool:
    if not stated.isdisjoint(fact.readings):
        return True
    if fact.kind == "quotation":
        return is_quoted(fact.key, source.text)
    if fact.kind == "date":
        return _dated(fact, source)
    return _rounded(fact, source)


def _dated(fact: Fact, source: Facts) -> bool:
    """Whether the source has the day without its year, or no other day that could be meant: then
    the date's parts are left to be looked for one by one."""
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
    for fact in source.facts:
        if fact.kind == "date":
            yield from fact.readings


def _parts(key: str) -> tuple[str, str, str]:
    """The year (`-` for none), the month and the day of a date's key."""
    year, month, day = key.rsplit("-", 2)
    return year, month, day


def _rounded(fact: Fact, source: Facts) -> bool:
    value = _value(fact)
    if value is None or value < _LEAST_ROUNDED:
        return False
    return any(
        abs(other - value) <= _ROUNDED * max(value, other) for other in _amounts(fact, source)
    )


def _amounts(fact: Fact, source: Facts) -> Iterator[Decimal]:
    for other in source.facts:
        if other.kind == "number" and (fact.scaled or other.scaled):
            value = _value(other)
            if value is not None and value >= _LEAST_ROUNDED:
                yield value


def _value(fact: Fact) -> Decimal | None:
    try:
        return Decimal(fact.key) if fact.kind == "number" else None
    except InvalidOperation:
        return None
