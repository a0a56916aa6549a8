"""Finds the dates, months and years of a text as days, and states relative days as facts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache

from rag.text.cldr import month_names, weekday_names
from rag.text.facts.fact import Fact, FactKind, Facts
from rag.text.facts.relative_days import ToldDay, date_spans, told_days, years_about
from rag.text.facts.relative_phrases import Span

_YEAR = re.compile(r"(?:19|20)\d\d")
# Behind a month, and behind its other name: July 2024, كانون الأول/ديسمبر 2022.
_YEAR_AFTER = re.compile(
    r"(?:\s?[/(]\s?[^\W\d]+\)?)?[\s,،/]{1,2}(?:عام |العام |سنة |من عام |of |من )?((?:19|20)\d\d)\b"
)
# What shows that a number is a year: in 2023, عام 2023, خلال 2023.
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|by|during|from|year|until|late|early|mid)[\s-]"
    r"|(?:عام|العام|سنة|السنة|في|منذ|خلال|حتى)\s)\Z",
    re.IGNORECASE,
)

_CALLED = {-1: "yesterday أمس", 0: "today اليوم", 1: "tomorrow غدا"}


@lru_cache(maxsize=1 << 12)
def named_days(stated: Facts, published: date | None) -> tuple[ToldDay, ...]:
    """Return the calendar dates, months and years of a text as days.

    What lacks its year may be of that of `published` or of one beside it; without a day of
    publication it is left out. Hijri months are left out too.
    """
    dates = [fact for fact in stated.facts if fact.kind == "date"]
    found = [ToldDay(one.start, one.end, tuple(date_spans(one, published))) for one in dates]
    for fact in stated.facts:
        if any(one.start <= fact.start < one.end for one in found):
            continue
        if fact.kind == "month" and fact.strict:
            end, spans = _month(fact, stated.text, published)
            found.append(ToldDay(fact.start, end, spans))
        elif _is_year(fact, stated.text):
            found.append(ToldDay(fact.start, fact.end, (_year(int(fact.key)),)))
    return tuple(replace(one, named=True) for one in found if one.spans)


def _is_year(fact: Fact, text: str) -> bool:
    """Return whether a number is a year, by the word before it."""
    before = text[max(fact.start - 8, 0) : fact.start]
    return (
        fact.kind == "number"
        and _YEAR.fullmatch(fact.key) is not None
        and not fact.scaled
        and _YEAR_BEFORE.search(before) is not None
    )


def _month(fact: Fact, text: str, published: date | None) -> tuple[int, tuple[Span, ...]]:
    """Return the end of a month with its year, and the days that it may be."""
    number = fact.key.removeprefix("month:")
    if not number.isdigit():
        return fact.end, ()
    after = _YEAR_AFTER.match(text, fact.end)
    years = [int(after[1])] if after else years_about(published)
    spans = [
        (date(year, int(number), 1), date(year, int(number), monthrange(year, int(number))[1]))
        for year in years
    ]
    return after.end() if after else fact.end, tuple(spans)


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


@lru_cache(maxsize=1 << 12)
def told_facts(stated: Facts, published: date | None) -> tuple[Fact, ...]:
    """Return the dates, months and years that the relative days of a text stand for, as facts.

    Of "yesterday", published on 28 July 2024, these are 2024-07-27, 27, July and 2024. Without a
    day of publication there are none.
    """
    if published is None:
        return ()
    told = [one for one in told_days(stated, published) if not one.named and one.spans]
    return tuple(fact for one in told for fact in _facts(one))


def with_told_days(stated: Facts, published: date | None) -> Facts:
    """Return the facts of a text with its `told_facts`, in their order."""
    found = told_facts(stated, published)
    if not found:
        return stated
    every = sorted((*stated.facts, *found), key=lambda fact: (fact.start, fact.end))
    return replace(stated, facts=tuple(every))


@lru_cache(maxsize=1 << 12)
def day_words(stated: Facts, published: date | None) -> str:
    """Return how the days of a text are called in both languages; empty where it names none.

    Of yesterday, published on 28 July 2024: "July يوليو Saturday السبت يوم yesterday أمس".
    """
    told = told_days(stated, published)
    spans = {
        one.spans[0]
        for one in (*told, *named_days(stated, published))
        if len(one.spans) == 1 and (one.named or published)
    }
    days = sorted({first for first, last in spans if first == last})
    weekdays = {one.weekday for one in told if one.weekday is not None}
    weekdays |= {day.weekday() for day in days}
    months = sorted({first.month for first, last in spans if (last - first).days < 31})
    words = dict.fromkeys(
        [
            *(_both(month_names(), month) for month in months),
            *(_both(weekday_names(), number) for number in sorted(weekdays)),
        ]
    )
    if weekdays:
        words["يوم"] = None  # it stands before any date or weekday
    if published is not None:
        offsets = [(day - published).days for day in days]
        words |= dict.fromkeys(_CALLED[at] for at in offsets if at in _CALLED)
    return " ".join(words)


@cache
def _both(names: tuple[tuple[int, str], ...], number: int) -> str:
    """Return the first English and the first Arabic name of a month or weekday: "July يوليو"."""
    own = [name for one, name in names if one == number]
    return f"{own[0]} {next(name for name in own if not name.isascii())}"


def _facts(one: ToldDay) -> Iterator[Fact]:
    """Yield what a relative day stands for: a date, a month or a year with its parts."""
    first, last = one.spans[0]
    year = str(first.year)
    if (first.year, first.month) == (last.year, last.month) and last - first < timedelta(days=31):
        if first == last:
            key = first.isoformat()
            yield Fact("date", one.start, one.end, key, frozenset([key]))
            yield _loose("number", one, str(first.day))
        yield _loose("month", one, f"month:{first.month}")
    if first.year == last.year:
        yield _loose("number", one, year)


def _loose(kind: FactKind, one: ToldDay, key: str) -> Fact:
    """Return a part of a relative day, which stands in place of no figure of a claim."""
    return Fact(kind, one.start, one.end, key, frozenset([key]), strict=False)
