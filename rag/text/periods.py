"""Finds the day, month or year that a text names, as its first and its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from rag.text.analysis.folding import Plain, plain
from rag.text.analysis.number_words import number_words
from rag.text.analysis.numbers import all_numbers
from rag.text.facts.date_facts import named_dates, numeric_dates
from rag.text.facts.months import Month, months

Days = tuple[date, date]

# Years of news; other numbers of four digits are seldom years.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEAR = re.compile(r"(?<![\d/.\-])((?:19|20)\d\d)(?![\d/\-])")
# Behind a month, and behind its other name: كانون الأول/ديسمبر 2022.
_YEAR_AFTER = re.compile(
    r"(?:\s?[/(]\s?[^\W\d]+\)?)?[\s,/]{1,2}(?:عام |العام |سنه |من عام |of |من )?((?:19|20)\d\d)\b"
)
# Words before a day that mean nothing without it: on the 3rd of, في يوم, خلال شهر.
_LEADING = re.compile(
    r"(?:(?:\b(?:on|in|of|during|from|for|the|month of|day of)|"
    r"(?<![^\W\d_])(?:في|يوم|بتاريخ|تاريخ|خلال|شهر|بشهر|عام|بعام|سنه|بسنه|من|ليوم|بيوم|لشهر|نهار|ف|بنهار))\s)+\Z"
)
# Days back from today, and how they are called.
_DAYS_AGO = (
    (2, "the day before yesterday|اول من امس|اول امس"),
    (1, "yesterday|امس|البارحه|مبارح|امبارح|البارح"),
    (0, "today|اليوم|هاليوم|النهارده|النهارضه"),
)
# Spans of days before today, and how they are called.
_SPANS = (
    (
        "week",
        "(?:this|last|(?:the )?past) week|هذا الاسبوع|هالاسبوع|الاسبوع (?:الماضي|هذا|ده|اللي فات)",
    ),
    ("month", "this month|هذا الشهر|هالشهر|الشهر (?:هذا|ده|الحالي|الجاري)"),
    ("last month", "last month|الشهر (?:الماضي|اللي فات)"),
    ("year", "this year|هذا العام|هذه السنه|هالسنه|السنه (?:هذه|دي)|العام (?:الحالي|الجاري)"),
    ("last year", "last year|العام (?:الماضي|المنصرم)|السنه (?:الماضيه|اللي فاتت)"),
)


def period(text: str, *, today: date | None = None) -> tuple[Days | None, str]:
    """Return the first day, month or year that `text` names, and the text without it.

    Returns None and the text itself where it names none. A day or month without a year is the last
    one before `today`, if that is given.
    """
    folded = plain(text)
    found = sorted(_found(folded, today), key=lambda one: (one[0][0], -one[0][1]))
    if not found:
        return None, text
    (start, end), days = found[0]
    leading = _LEADING.search(folded.text, 0, start)
    start, end = folded.span(leading.start() if leading else start, end)
    return days, f"{text[:start]} {text[end:]}".strip()


def _found(folded: Plain, today: date | None) -> Iterator[tuple[tuple[int, int], Days]]:
    """Yield the spans in the folded text of all days, months and years, with their days."""
    named = list(months(folded))
    numbers = list(all_numbers(folded.text, number_words()))
    for span, facts in numeric_dates(folded):
        for fact in facts:
            if fact.kind == "date" and (day := _day(fact.key, today)):
                yield span, (day, day)
    for fact in named_dates(folded, named, numbers):
        if day := _day(fact.key, today):
            yield _folded_span(folded, fact.start, fact.end), (day, day)
    for month in named:
        yield from _month(folded, month, today)
    for match in _YEAR.finditer(folded.text):
        year = int(match[1])
        yield match.span(), (date(year, 1, 1), date(year, 12, 31))
    yield from _relative(folded, today)


def _day(key: str, today: date | None) -> date | None:
    """Return the day that the key of a date stands for, or None.

    A date without a year needs `today`; a Hijri date gives None.
    """
    match = re.fullmatch(r"(-|\d{4})-(\d\d)-(\d\d)", key)
    if match is None:
        return None
    month, day = int(match[2]), int(match[3])
    years = [int(match[1])] if match[1] != "-" else [today.year, today.year - 1] if today else []
    for year in years:
        if _FIRST_YEAR <= year <= _LAST_YEAR and day <= monthrange(year, month)[1]:
            found = date(year, month, day)
            if match[1] != "-" or today is None or found <= today:
                return found
    return None


def _month(
    folded: Plain, month: Month, today: date | None
) -> Iterator[tuple[tuple[int, int], Days]]:
    """Yield the days of a named Gregorian month, if its year is written or follows from `today`."""
    if not month.key.isdigit():
        return
    number, after = int(month.key), _YEAR_AFTER.match(folded.text, month.end)
    if after:
        year, end = int(after[1]), after.end()
    elif today and month.sure:
        year, end = today.year - (number > today.month), month.end
    else:
        return
    days = date(year, number, 1), date(year, number, monthrange(year, number)[1])
    yield (month.start, end), days


def _relative(folded: Plain, today: date | None) -> Iterator[tuple[tuple[int, int], Days]]:
    """Yield the days that are named from `today`: yesterday, أول من أمس, last month."""
    for ago, phrases in _DAYS_AGO if today else ():
        match = re.search(rf"(?<![^\W\d_])[بف]?(?:{phrases})(?![^\W\d_])", folded.text)
        if match and today:
            day = today - timedelta(days=ago)
            yield match.span(), (day, day)
    for span, phrases in _SPANS if today else ():
        match = re.search(rf"(?<![^\W\d_])[بف]?(?:{phrases})(?![^\W\d_])", folded.text)
        if match and today:
            yield match.span(), _span(span, today)


def _span(name: str, today: date) -> Days:
    """Return the first and the last day of a span of `_SPANS`; a week are the seven days that end
    with `today`, since weeks begin on other days in other countries."""
    if name == "week":
        return today - timedelta(days=6), today
    if name == "last month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == "month":
        return today.replace(day=1), today
    if name == "year":
        return today.replace(month=1, day=1), today
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def _folded_span(folded: Plain, start: int, end: int) -> tuple[int, int]:
    """Return where `source[start:end]` stands in the folded text."""
    inside = [at for at, offset in enumerate(folded.offsets) if start <= offset < end]
    return inside[0], inside[-1] + 1
