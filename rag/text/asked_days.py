"""Reads the days that a reader asks for, in digits or words of both languages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import plain

LONGEST_DAY = 80
"""Characters of a day in words at most; a longer text is none."""

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_MONTH = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})|(?P<first>\d{1,2})[-/.](?P<last>\d{4})"
)
_MOST_BACK = 36_600  # days, which is a century

_Days = tuple[date, date]


def asked_days(text: str, *, today: date) -> _Days | None:
    """Return the first and the last day that `text` names and nothing besides; else None.

    Examples: 2024-07-28, 2024-07, July 2024, ٢٨ تموز, yesterday, last week, قبل ثلاثة أيام, Monday.
    A day or month without a year is the last one up to `today`; a day in digits that begins with
    neither a year nor a day over 12 is read with the day before the month.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_DAY:
        return None
    if match := _DAY.fullmatch(text):
        year, _, month, day = match.groups()
        return _one_day(int(year), int(month), int(day))
    if match := _MONTH.fullmatch(text):
        year, month = match["year"] or match["last"], match["month"] or match["first"]
        return _one_month(int(year), int(month))
    return _counted(text, today) or _named(text, today)


def _one_day(year: int, month: int, day: int) -> _Days | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def _one_month(year: int, month: int) -> _Days | None:
    first = _one_day(year, month, 1)
    return first and (first[0], first[0].replace(day=monthrange(year, month)[1]))


def _named(text: str, today: date) -> _Days | None:
    """Return the days of a date, month, year or weekday in words, or of yesterday and the like."""
    from rag.text.facts.relative_days import relative_days
    from rag.text.periods import period

    days, left = period(text, today=today)
    if days is not None:
        return days if _says_no_more(left) else None
    for told in relative_days(text, today):
        if _says_no_more(text[: told.start] + text[told.end :]):
            return told.first, told.last
    return None


def _says_no_more(rest: str) -> bool:
    """Return whether nothing but words such as since, until and في stands around a day."""
    lead = _words()["lead"]
    return all(word in lead for word in plain(rest).text.replace(",", " ").split())


def _counted(text: str, today: date) -> _Days | None:
    """Return the days of a count back from today: the last 7 days, a week ago, قبل شهرين."""
    from rag.text.analysis.number_words import number_words
    from rag.text.analysis.numbers import all_numbers

    folded, count = plain(text).text, 1
    numbers = list(all_numbers(folded, number_words()))
    if len(numbers) > 1 or any(
        one.value != one.value.to_integral_value() or one.percent for one in numbers
    ):
        return None
    for number in numbers:
        count = min(int(number.value), _MOST_BACK)
        folded = f"{folded[: number.start]} {folded[number.end :]}"
    words = [word for word in folded.split() if word not in {"a", "an", "the"}]
    units = [word for word in words if word in _units()]
    if len(units) != 1:
        return None
    unit, times = _units()[units[0]]
    kinds = _words()
    around = [word for word in words if word != units[0]]
    if not around or (not numbers and times == 1 and around[0] in kinds["last"] | kinds["behind"]):
        return None  # last week and the like, which are calendar names
    first = _back(today, unit, count * times)
    if all(word in kinds["ago"] for word in around):
        return first, first
    if all(word in kinds["lead"] | kinds["last"] | kinds["behind"] for word in around):
        return min(first + timedelta(days=1), today), today
    return None


def _back(today: date, unit: str, count: int) -> date:
    """Return the day that is so many days, weeks, months or years before `today`."""
    if unit in {"day", "week"}:
        return today - timedelta(days=min(count * (7 if unit == "week" else 1), _MOST_BACK))
    months = today.year * 12 + today.month - 1 - min(count * (12 if unit == "year" else 1), 1200)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = files(__package__).joinpath("asked_days.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {kind: frozenset(forms.split()) for kind, forms in rows}


@cache
def _units() -> Mapping[str, tuple[str, int]]:
    """Return the unit of each word that names one, and how many of it the word counts."""
    return {
        word: (kind.removesuffix("2"), 2 if kind.endswith("2") else 1)
        for kind, forms in _words().items()
        if kind.removesuffix("2") in {"day", "week", "month", "year"}
        for word in forms
    }
