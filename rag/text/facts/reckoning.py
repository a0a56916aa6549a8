"""Tells whether a number of a claim may be reckoned from those of the source."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.text.facts.bounded import value_of
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.source_facts import SourceFacts

_YEARS_BEHIND = re.compile(r"\s(?:years?|أعوام|عاما|عام|سنوات|سنة|سنين)\b")
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_FIRST_NOW, _LAST_NOW = 2000, 2040  # years in which a text may say how long ago it was


def is_reckoned(fact: Fact, claim: Facts, source: SourceFacts) -> bool:
    """Tell whether a number is the sum of neighbouring numbers of the source, or a span of years.

    So 17 may be eleven and six, and nine years may have passed since 2010.
    """
    value = value_of(fact)
    if fact.kind != "number" or value is None or value < 3 or _is_year(value):
        return False
    if _YEARS_BEHIND.match(claim.text, fact.end):
        return _is_span(value, source)
    return value in source.sums


def _is_span(value: Decimal, source: SourceFacts) -> bool:
    """Tell whether so many years lie between two years of the source, or between one and now.

    Where the source itself tells a number of years, none is reckoned.
    """
    numbers = source.of_kind("number")
    if any(_YEARS_BEHIND.match(source.text, one.end) for one in numbers):
        return False
    years = set(filter(_is_year, (value_of(one) or Decimal(0) for one in numbers)))
    return any(year + value in years or _FIRST_NOW <= year + value <= _LAST_NOW for year in years)


def _is_year(value: Decimal) -> bool:
    """Tell whether a value may be a year."""
    return _FIRST_YEAR <= value <= _LAST_YEAR
