"""Tells whether a number of a claim may be reckoned from those of the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from rag.text.facts.bounded import value_of
from rag.text.facts.fact import Fact, Facts

# Between numbers that may be added up: "11 militants and six soldiers", "3 and 4", "خمسة و6".
_ADDED = re.compile(r"[^.!?؟\n\d]{0,50}(?:\band\b|,|،|\sو)[^.!?؟\n\d]{0,30}")
_YEARS_BEHIND = re.compile(r"\s(?:years?|أعوام|عاما|عام|سنوات|سنة|سنين)\b")
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_FIRST_NOW, _LAST_NOW = 2000, 2040  # years in which a text may say how long ago it was
_MOST_ADDED = 4


def is_reckoned(fact: Fact, claim: Facts, source: Facts) -> bool:
    """Tell whether a number is the sum of neighbouring numbers of the source, or a span of years.

    So 17 may be eleven and six, and nine years may have passed since 2010.
    """
    value = value_of(fact)
    if fact.kind != "number" or value is None or value < 3 or _is_year(value):
        return False
    numbers = [one for one in source.facts if one.kind == "number" and not one.named]
    if _YEARS_BEHIND.match(claim.text, fact.end) and _is_span(value, numbers):
        return True
    return _is_sum(value, [one for one in numbers if one.strict or one.key == "2"], source.text)


def _is_sum(value: Decimal, numbers: Sequence[Fact], text: str) -> bool:
    """Tell whether a value is the sum of two to four neighbouring numbers of a text."""
    joined = [
        _ADDED.fullmatch(text, one.end, two.start) is not None for one, two in pairwise(numbers)
    ]
    values = [value_of(one) or Decimal(0) for one in numbers]
    for first in range(len(values)):
        total = values[first]
        for last in range(first + 1, min(first + _MOST_ADDED, len(values))):
            if not joined[last - 1]:
                break
            total += values[last]
            if total == value:
                return True
    return False


def _is_span(value: Decimal, numbers: Sequence[Fact]) -> bool:
    """Tell whether so many years lie between two years of the source, or between one and now."""
    values = (value_of(one) or Decimal(0) for one in numbers)
    years = set(filter(_is_year, values))
    return any(year + value in years or _FIRST_NOW <= year + value <= _LAST_NOW for year in years)


def _is_year(value: Decimal) -> bool:
    """Tell whether a value may be a year."""
    return _FIRST_YEAR <= value <= _LAST_YEAR
