"""Tells whether two figures of a story count the same thing, and pairs those that do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.briefs.figures.counted import naming_words, places_of
from rag.briefs.figures.counted_figure import CHANGES, CountedFigure
from rag.briefs.figures.disasters import same_disaster
from rag.briefs.figures.figure_days import Days, apart, day_of, days_told, event_days, far_back
from rag.briefs.figures.figure_words import akin, kinds
from rag.briefs.figures.local_places import local_words
from rag.briefs.tuning import (
    BACKGROUND_DAYS,
    CLOSE_DIGITS,
    CLOSE_FIGURES,
    CLOSE_SHARE,
    MOST_QUAKE,
    MOST_TIMES,
    NEAR_DAYS,
    SAME_COUNT_WITHIN,
    SAME_DISASTER,
    SAME_EVENT_ACROSS,
    SAME_EVENT_WITHIN,
    SAME_MATTER,
    SAME_MATTER_WITHIN,
    SAME_WORDS,
)
from rag.grounding.cited_sentence import overlaps
from rag.records import Article
from rag.text.analyzer import Analyzer

_BACKGROUND = 6  # figures of another thing that a comparison is made among
_BEGINNING = 400  # characters of an article that tell where its story is


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Two figures of the same thing, in the order of the articles.

    `fit` says how well they fit, as a multiple of what is needed.
    """

    one: CountedFigure
    other: CountedFigure
    fit: float


def comparable(told: Sequence[CountedFigure]) -> list[CountedFigure]:
    """Return the figures of an article that can be held against those of another one.

    Parts, shares of parts, changes by an amount, averages and figures of past events are left out.
    """
    kept = [
        one
        for one in told
        if not one.scope & {"part", "by", "average", "planned", "new", "others", "aftershock"}
        and "other" not in one.marks
        and not (one.sure and "compared" in one.marks)
        and not far_back(one, BACKGROUND_DAYS)
    ]
    return without_rivals(kept)


def pairs(
    ones: Sequence[CountedFigure], others: Sequence[CountedFigure], analyzer: Analyzer
) -> Iterator[FigurePair]:
    """Yield the figures of two articles that count the same thing, each the best match of the other
    one."""
    if not ones or not others or not _of_one_time(ones[0], others[0]):
        return
    fits = [
        [fit / _needed(one, other) if fit else 0.0 for fit, other in zip(line, others, strict=True)]
        for one, line in zip(ones, _mutual_fits(ones, others, analyzer), strict=True)
    ]
    for row, one in enumerate(ones):
        at = max(range(len(others)), key=fits[row].__getitem__)
        fit = fits[row][at]
        if fit >= 1 and max(line[at] for line in fits) == fit:
            yield FigurePair(one, others[at], fit)


def _of_one_time(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are from articles of one story."""
    first, second = one.line.article.published_at, other.line.article.published_at
    return first is None or second is None or abs((first - second).days) <= NEAR_DAYS


def _may_match(one: CountedFigure, other: CountedFigure, analyzer: Analyzer) -> bool:
    """Tell whether two figures count the same thing in the same unit, place and scope."""
    if one.unit != other.unit or one.scope != other.scope or not akin(one.kind, other.kind):
        return False
    if one.kind is not None and one.kind.name == "magnitude":
        days = _quake_days(one), _quake_days(other)
        return abs(one.value - other.value) <= MOST_QUAKE and not apart(*days)
    if not _same_places(one, other, analyzer) or apart(event_days(one), event_days(other)):
        return False
    if one.sure:
        return not (_elsewhere(one, other) or _happened_after(one, other))
    return same_thing(one, other) and _near(one, other) and _same_words(one, other)


def _happened_after(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether one figure is of an event that came after the other one was told."""
    for figure, before in ((one, other), (other, one)):
        day, days = day_of(before), event_days(figure)
        if (
            day
            and days
            and figure.marks.isdisjoint(CHANGES)
            and min(first for first, _ in days) > day
        ):
            return True
    return False


def _elsewhere(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are told of places that have no word in common."""
    first, second = local_words(one), local_words(other)
    if one.line.language != other.line.language or not first or not second:
        return False
    return first.isdisjoint(second)


def _same_words(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether the words beside two shares are nearly the same; shares are of many things."""
    if one.unit != "%" or one.line.language != other.line.language:
        return True
    return len(one.near & other.near) >= SAME_WORDS * len(one.near | other.near)


def _same_places(one: CountedFigure, other: CountedFigure, analyzer: Analyzer) -> bool:
    """Tell whether two figures are of the same countries.

    A sentence without a country is about those of the beginning of its article, and may be about a
    single one.
    """
    if one.places == other.places:
        return True
    if not one.sure and not (one.places and other.places):
        return True
    first = one.places or _story_places(one.line.article, analyzer)
    second = other.places or _story_places(other.line.article, analyzer)
    if first == second:
        return True
    return (not first or not second) and len(first | second) == 1


@lru_cache(maxsize=1 << 6)
def _story_places(article: Article, analyzer: Analyzer) -> frozenset[str]:
    """Return the countries that the title or the beginning of an article names."""
    named = places_of(article.title, analyzer)
    return named or places_of(" ".join(article.text[:_BEGINNING].split()), analyzer)


def _near(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether neither value is many times the other one."""
    small, large = sorted((one.value, other.value))
    return 0 < large <= small * MOST_TIMES


def _needed(one: CountedFigure, other: CountedFigure) -> float:
    """Return the similarity from which two figures are about the same thing."""
    within = one.line.language == other.line.language
    if one.kind is not None and one.kind.name == "magnitude":
        return 0.01
    if one.sure:
        if not within:
            return SAME_DISASTER if same_disaster(one, other) else SAME_EVENT_ACROSS
        changed = not (one.marks | other.marks).isdisjoint(CHANGES)
        return SAME_COUNT_WITHIN if changed else SAME_EVENT_WITHIN
    needed = (SAME_MATTER_WITHIN if within else SAME_MATTER) * (2 if one.unit == "%" else 1)
    return needed * CLOSE_FIGURES if _close(one, other) else needed


def _close(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures of three digits or more are too near each other for chance."""
    digits = min(len(figure.value.normalize().as_tuple().digits) for figure in (one, other))
    return digits >= CLOSE_DIGITS and abs(one.value - other.value) <= one.value * CLOSE_SHARE


def _mutual_fits(
    ones: Sequence[CountedFigure], others: Sequence[CountedFigure], analyzer: Analyzer
) -> list[list[float]]:
    """Return how well each figure fits each other one, in both directions; 0 for another thing."""
    may = [[_may_match(one, other, analyzer) for other in others] for one in ones]
    there = [_fits(one, others, row, analyzer) for one, row in zip(ones, may, strict=True)]
    back = [
        _fits(other, ones, [row[at] for row in may], analyzer) for at, other in enumerate(others)
    ]
    return [
        [(there[row][at] + back[at][row]) / 2 if fits else 0.0 for at, fits in enumerate(line)]
        for row, line in enumerate(may)
    ]


def _fits(
    one: CountedFigure, others: Sequence[CountedFigure], may: Sequence[bool], analyzer: Analyzer
) -> list[float]:
    """Return how similar what is said of a figure is to what is said of each that may match it.

    A few of the rest are among them, for what words are common; the time is that of all of them.
    """
    if not any(may):
        return [0.0] * len(others)
    rest = [at for at, fits in enumerate(may) if not fits][:_BACKGROUND]
    kept = sorted([*(at for at, fits in enumerate(may) if fits), *rest])
    found = overlaps(_said(one), [_said(others[at]) for at in kept], analyzer)
    fitting = dict(zip(kept, found, strict=True))
    return [fitting.get(at, 0.0) for at in range(len(others))]


def _quake_days(figure: CountedFigure) -> Days:
    """Return the days that an earthquake may have struck on: those told, or that of the article."""
    own = event_days(figure)
    if not own:
        text = figure.line.article.text[:_BEGINNING]
        own = days_told(text, figure.line.article.published_at)
    published = figure.line.article.published_at
    if own or published is None:
        return own[:1]
    return ((published, published),)


@lru_cache(maxsize=1 << 10)
def _said(figure: CountedFigure) -> str:
    """Return the words that a figure is compared by: its clause, or its sentence and its title.

    Of the sentence and the title only what is not about tolls: those of all disasters are alike.
    """
    if not figure.sure:
        return figure.context
    told = f"{figure.line.article.title} {figure.line.text}"
    return " ".join(naming_words(told, besides=kinds()))


def without_rivals(told: Sequence[CountedFigure]) -> list[CountedFigure]:
    """Return the figures that have no rival in their sentence.

    In "it fell to 4 from 10" nobody can tell which of the two another article means.
    """
    return [one for one in told if not any(_rivals(one, other) for other in told)]


def same_thing(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether the thing that each figure counts is named beside the other figure."""
    return not (one.thing.isdisjoint(other.near) or other.thing.isdisjoint(one.near))


def _rivals(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures of one sentence could be mistaken for each other."""
    return (
        one is not other
        and one.line == other.line
        and one.scope == other.scope
        and one.kind == other.kind
        and one.unit == other.unit
        and one.places == other.places
        and (bool(one.unit) or one.sure or same_thing(one, other))
        and one.value <= other.value * MOST_TIMES
        and other.value <= one.value * MOST_TIMES
    )
