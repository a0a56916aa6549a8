"""Finds the days of a text that are told from the day of publication, weekdays among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from rag.text.analysis.folding import Plain, plain
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.relative_phrases import (
    RelativePhrase,
    Span,
    either,
    relative_phrases,
    told,
)
from rag.text.facts.tense import tense
from rag.text.facts.weekdays import Weekday, weekdays

_WEEK = timedelta(days=7)
ANY_DAY = date(2001, 1, 1)
"""The day from which phrases are counted where the day of publication is not known, so that they
can be compared among themselves."""

# A part of each word that tells a day: most sentences have none, and are not read further.
_TRIGGER = re.compile(
    r"day|week|month|year|\bthis\b|night|tomorrow|ago\b|\b(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b"
    r"|امس|بارح|ليل|غد|بكر|يوم|ايام|اسبوع|اسابيع|شهر|شهور|عام|اعوام|سنه|سنت|سنوات|سنين|هذا|هذه|نهار"
    r"|(?:ا|ل)ل(?:احد|اثنين|ثلاثاء|ثلثاء|ثلاثا|اربعاء|اربعا|خميس|جمعه|سبت)"
)
# Between a weekday and the date or the phrase that it belongs to: "Saturday, 27 July",
# "السبت الموافق 27 تموز", "Tuesday of last week".
_BESIDE = re.compile(r"[\s,،()/\-–]{1,3}(?:(?:the|of|on|in|من|في|الموافق|الماضي|المصادف)\s(?:ل)?)?")


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day or a span of days that `text[start:end]` tells.

    `spans` are what it means, and `perhaps` what it may mean besides. `weekday` is 0 for a Monday
    that is named, and `bare` where the weekday is all that is said. `way` is last, this or next of
    a week, month or year that is called so. `named` is True for a calendar
    date (27 July 2024), False for what is told from the day of publication. Only spans with the
    same `anchor` can be compared: where the day of publication is not known, phrases are counted
    from any day, and weekdays from another.
    """

    start: int
    end: int
    spans: tuple[Span, ...]
    perhaps: tuple[Span, ...] = ()
    weekday: int | None = None
    named: bool = False
    bare: bool = False
    way: str = ""
    anchor: Literal["calendar", "phrase", "weekday"] = "calendar"


@dataclass(frozen=True, slots=True)
class RelativeDays:
    """The days `first` to `last`, one and the same for a single day, at `text[start:end]`."""

    start: int
    end: int
    first: date
    last: date


def relative_days(text: str, published: date) -> tuple[RelativeDays, ...]:
    """Return the days that `text` tells from its day of publication, in their order.

    Examples: yesterday, أمس السبت, on Saturday, next month, قبل يومين. A weekday without more is
    the last one up to `published`, or the next one where the sentence speaks of the future.
    Calendar dates are left out, and there are none in an empty text.
    """
    from rag.text.facts import facts

    return tuple(
        RelativeDays(one.start, one.end, one.spans[0][0], one.spans[-1][1])
        for one in told_days(facts(text), published)
        if one.spans and not one.named
    )


def may_tell_days(text: str) -> bool:
    """Tell quickly whether a text may have a weekday or a day told from that of publication."""
    return _TRIGGER.search(plain(text).text) is not None


@lru_cache(maxsize=1 << 12)
def told_days(stated: Facts, published: date | None) -> tuple[ToldDay, ...]:
    """Return the weekdays and the relative days of a text, in their order.

    Without a day of publication weekdays have no spans, and those of relative days can only be
    compared with one another.
    """
    folded = plain(stated.text)
    if not _TRIGGER.search(folded.text):
        return ()
    phrases = list(relative_phrases(folded, published or ANY_DAY))
    named = list(weekdays(folded))
    if not phrases and not named:
        return ()
    dates = [fact for fact in stated.facts if fact.kind == "date"]
    found = [_weekday(folded, one, phrases, dates, published) for one in named]
    taken = [(one.start, one.end) for one in found]
    for phrase in phrases:
        start, end = folded.span(phrase.start, phrase.end)
        if not any(start < last and first < end for first, last in taken):
            one = _told(phrase, start, end)
            found.append(one if published else replace(one, anchor="phrase"))
    return tuple(sorted(found, key=lambda one: one.start))


def _told(phrase: RelativePhrase, start: int, end: int) -> ToldDay:
    """Return a phrase, with the days beside it where it is used loosely."""
    if phrase.exact:
        return ToldDay(start, end, (phrase.span,), way=phrase.way)
    around = (phrase.span[1] - phrase.span[0]) or timedelta(days=1)
    wide = phrase.span[0] - around, phrase.span[1] + around
    return ToldDay(start, end, (phrase.span,), (wide,))


def _weekday(
    folded: Plain,
    one: Weekday,
    phrases: Sequence[RelativePhrase],
    dates: Sequence[Fact],
    published: date | None,
) -> ToldDay:
    """Return what a weekday means, with what stands beside it: أمس السبت, Saturday 27 July."""
    start, end = folded.span(one.start, one.end)
    for fact in dates:
        if _touch(folded.source, (start, end), (fact.start, fact.end)):
            spans = tuple(date_spans(fact, published))
            return ToldDay(
                min(start, fact.start), max(end, fact.end), spans, weekday=one.number, named=True
            )
    for phrase in phrases:
        first, last = folded.span(phrase.start, phrase.end)
        if _touch(folded.source, (start, end), (first, last)):
            found = ToldDay(min(start, first), max(end, last), (phrase.span,), weekday=one.number)
            return _agreed(found, published) if published else replace(found, spans=())
    way, start, end = _way(folded, one)
    found = ToldDay(start, end, (), weekday=one.number, bare=way is None)
    if published is None:
        spans = _week_away(way, one.number) if way else ()
        return replace(found, spans=spans, anchor="weekday")
    ahead = way or tense(folded.text, one.start)
    spans, perhaps = weekday_spans(one.number, ahead, published)
    return replace(found, spans=spans, perhaps=perhaps)


def _touch(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether only a comma, a bracket or a short word stands between two places of a text."""
    (_, end), (start, _) = sorted((one, other))
    return _BESIDE.fullmatch(text, end, start) is not None


def _agreed(found: ToldDay, published: date) -> ToldDay:
    """Return a weekday and its phrase as the days that are both.

    Where there is none, the day of publication is not that on which the text was written; the
    weekday next to the phrase is then meant.
    """
    first, last = found.spans[0]
    days = [first + timedelta(days=at) for at in range(min((last - first).days, 31) + 1)]
    both = [day for day in days if day.weekday() == found.weekday]
    if both:
        return replace(found, spans=tuple((day, day) for day in both))
    near = [first + timedelta(days=at) for at in range(-3, 4)]
    day = next(day for day in near if day.weekday() == found.weekday)
    return replace(found, spans=((day, day),), perhaps=found.spans)


def _week_away(way: str, number: int) -> tuple[Span, ...]:
    """Return a day before or after `ANY_DAY`, to compare last Monday with next Monday."""
    spans, _ = weekday_spans(number, way, ANY_DAY)
    return spans


def weekday_spans(
    number: int, way: str, published: date
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the day that a weekday means, and the days that it may mean besides.

    `way` is last, this or next where the text says so, and otherwise its tense.
    """
    back = published - timedelta(days=(published.weekday() - number) % 7)
    ahead = published + timedelta(days=(number - published.weekday()) % 7)
    if way == "last":
        back = back if back < published else back - _WEEK
        return _single(back), _single(back - _WEEK)
    if way == "next":
        ahead = ahead if ahead > published else ahead + _WEEK
        return _single(ahead), _single(ahead + _WEEK)
    if way in ("future", "this"):
        return _single(ahead), (*_single(back), *_single(ahead + _WEEK))
    besides = _single(ahead if ahead > published else ahead + _WEEK) if way == "open" else ()
    return _single(back), (*besides, *(_single(back - _WEEK) if back == published else ()))


def _single(day: date) -> tuple[Span, ...]:
    return ((day, day),)


def _way(folded: Plain, one: Weekday) -> tuple[str | None, int, int]:
    """Return whether the last, this or the next one is meant, and the span with that word."""
    before, behind = _ways()
    english = before.search(folded.text, max(one.start - 16, 0), one.start)
    arabic = behind.match(folded.text, one.end)
    match = english or arabic
    start = english.start("way") if english else one.start
    end = arabic.end() if arabic and not english else one.end
    start, end = folded.span(start, end)
    if match is None:
        return None, start, end
    return next(way for way, forms in told("way").items() if match["way"] in forms), start, end


@cache
def _ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for last, this and next before and behind a weekday."""
    before = rf"\b(?:this\s)?(?P<way>{either(told('way'), ascii_only=True)})\s\Z"
    behind = rf"\s(?P<way>{either(told('way'))})(?![^\W_])"
    return re.compile(before), re.compile(behind)


def date_spans(fact: Fact, published: date | None) -> Iterator[Span]:
    """Yield the days that a date may be; without its year those of the years about `published`."""
    for reading in sorted(fact.readings):
        match = re.fullmatch(r"(\d{4}|-)-(\d\d)-(\d\d)", reading)
        if match is None:
            continue
        years = [int(match[1])] if match[1] != "-" else years_about(published)
        for year in years:
            try:
                day = date(year, int(match[2]), int(match[3]))
            except ValueError:  # 30 February
                continue
            yield day, day


def years_about(published: date | None) -> Sequence[int]:
    """Return the years that a date without one may be of: that of `published`, and beside it."""
    if published is None:
        return ()
    return [year for year in range(published.year - 1, published.year + 2) if 0 < year < 10_000]
