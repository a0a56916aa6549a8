"""Finds the day that a figure holds for, and the days of what it tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rag.briefs.figures.counted_figure import CountedFigure
from rag.text.analysis.folding import normalize
from rag.text.facts import facts
from rag.text.facts.relative_days import date_spans, told_days

_DAY = timedelta(days=1)
# Right before a day until which was counted: by Monday, as of 5 May, حتى يوم الأحد.
_UNTIL = re.compile(
    r"\b(?:by|as of|as at|up to|until)(?: (?:late|early|midday|noon|the (?:evening|end) of|on))*\Z"
    r"|(?<!\w)(?:[وف]?حتي|لغايه|بحلول|الي غايه)(?: (?:يوم|مساء|صباح|ظهر|فجر|نهايه))*\Z"
)
# What an event is told by, so that a day behind it is that of the event.
_OTHER = (
    r"\b(?:that|which|who|when|after|struck|hit|killed|happened|occurred|took place|exploded)\b"
    r"|(?<!\w)(?:الذي|التي|ضرب|ضربت|وقع|وقعت|استهدف|هز|اثر|جراء|قتل|مقتل|انفجار|هجوم)"
)
# A word of telling between which and the day no other verb is: "the ministry said on Monday".
_TOLD = re.compile(
    r"\b(?:said|says|told|counted|announced|reported|put|confirmed|recorded|rose|risen|climbed"
    r"|jumped|reached|stood|stands|passed|revised|raised|lowered|updated|estimated"
    r"|according to)\b"
    rf"(?:(?!{_OTHER})[^.;:,]){{0,45}}\Z"
    r"|(?<!\w)[وف]?(?:قال|اعلن|افاد|ذكر|اكد|اوضح|احص|سجل|كشف|صرح|بلغ|ارتفع|تجاوز|اشار|وفق|بحسب|حسب)\w{0,3}"
    rf"(?!\w)(?:(?!{_OTHER})[^.;:,]){{0,60}}\Z"
)
_YEAR = re.compile(r"(?<![\w.,/-])(?:1[5-9]|20)\d\d(?![\w%]|[.,/-]\d)")
_SINCE = re.compile(r"(?:\b(?:from|since)|(?<!\w)(?:منذ|من)) (?:\w+ ){0,3}(?:1[5-9]|20)\d\d")
_BACK = 90  # characters before a day that are read


Days = tuple[tuple[date, date], ...]
"""Days and spans of days, each with its first and its last day."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A day or days named in a sentence.

    `told` is True where something was told or counted then.
    """

    start: int
    end: int
    first: date
    last: date
    told: bool


def day_of(figure: CountedFigure) -> date | None:
    """Return the day that a figure holds for; None where the article has no day.

    It is the day until which the figure's clause counts or on which it is told there, or else that
    of publication.
    """
    published = figure.line.article.published_at
    if published is None:
        return None
    days = [one for one in _days(figure.line.text, published) if one.told and one.last <= published]
    start, end = figure.clause
    own = [one for one in days if start <= one.start < end]
    before = [one for one in days if one.start < start]
    if own:
        return min(own, key=lambda one: abs(one.start - figure.start)).last
    return before[-1].last if before and "earlier" not in figure.marks else published


def own_day(figure: CountedFigure) -> date | None:
    """Return a day that is told right behind a figure (33 on Friday); None for none."""
    published = figure.line.article.published_at
    if published is None:
        return None
    end = figure.start + len(figure.written)
    near = [one for one in _days(figure.line.text, published) if 0 <= one.start - end <= 30]
    return near[0].last if near else None


def event_days(figure: CountedFigure) -> Days:
    """Return the days of what a figure's clause tells of, or else its sentence."""
    published = figure.line.article.published_at
    if published is None:
        return ()
    days = [one for one in _days(figure.line.text, published) if not one.told]
    own = [one for one in days if figure.clause[0] <= one.start < figure.clause[1]]
    return tuple((one.first, one.last) for one in own or days)


def days_told(text: str, published: date | None) -> Days:
    """Return the days of a text that are no days on which something was told."""
    if published is None:
        return ()
    return tuple((one.first, one.last) for one in _days(text, published) if not one.told)


def far_back(figure: CountedFigure, most: int) -> bool:
    """Tell whether a figure is of a past event.

    All days of its clause lie more than `most` days before publication, or its sentence only names
    other years.
    """
    published = figure.line.article.published_at
    days = event_days(figure)
    text = figure.line.text
    others = f"{text[: figure.start]} {text[figure.end :]}"
    years = {int(year) for year in _YEAR.findall(_SINCE.sub(" ", normalize(others)))}
    if published is not None and years and published.year not in years:
        return True
    return (
        bool(days)
        and published is not None
        and all((published - last).days > most for _, last in days)
    )


def apart(ones: Days, others: Days) -> bool:
    """Tell whether two figures tell of different days: none of one is near a day of the other.

    A day's difference may be one of time zones.
    """
    if not ones or not others:
        return False
    if len(set(ones)) != len(set(others)):
        return True
    return not any(
        first - _DAY <= till and since - _DAY <= last
        for first, last in ones
        for since, till in others
    )


@lru_cache(maxsize=1 << 10)
def _days(text: str, published: date) -> tuple[_Told, ...]:
    """Return the days of a sentence, calendar dates among them, in their order."""
    stated = facts(text)
    found = [
        (one.start, one.end, one.spans[0][0], one.spans[-1][1])
        for one in told_days(stated, published)
        if one.spans
    ]
    for fact in stated.facts:
        spans = list(date_spans(fact, published)) if fact.kind == "date" else []
        if spans and not any(start <= fact.start < end for start, end, _, _ in found):
            first, last = min(spans, key=lambda span: abs(span[0] - published))
            found.append((fact.start, fact.end, first, last))
    return tuple(
        _Told(
            start, end, first, last, first == last and _is_told(text[max(start - _BACK, 0) : start])
        )
        for start, end, first, last in sorted(found)
    )


def _is_told(before: str) -> bool:
    """Tell whether a text that ends before a day says that something was told or counted then."""
    folded = re.sub(r"[ ,]+(?:on|late|early|مساء|يوم|صباح|ظهر)\Z", "", normalize(before).strip())
    return bool(_UNTIL.search(folded) or _TOLD.search(folded))
