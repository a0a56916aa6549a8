"""Gives figures that newer ones replaced their day, and chooses headlines of the latest state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.briefs.figures.claims import when
from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.tuning import MAIN_EVENT
from rag.records import Article, Headline, Language, Point, Sentence, Version
from rag.text.analysis.numbers import numbers
from rag.text.analyzer import content_stems
from rag.text.display import day
from rag.text.facts.days_beside import in_words

Replaced = Mapping[tuple[str, int], CountedFigure]
"""The figures that newer ones replaced, by the id of their article and the start of the sentence.
"""

_AS_OF: dict[Language, str] = {"en": "as of {}", "ar": "حتى {}"}
# Where a clause ends: a mark that is no part of a number.
_CLAUSE_ENDS = re.compile(r"[,،;؛:](?=\s)|[.!?؟…]?[\"”»’]*\Z")
_QUOTE = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")


def with_days_of_figures(
    points: Sequence[Point], replaced: Replaced, today: date | None
) -> tuple[Point, ...]:
    """Return the points with "[as of 13 February]" in sentences whose main figure was replaced.

    The day stands behind the clause of the figure. Where a sentence itself tells the day, nothing
    is added. The year is named where it is not that of `today`.
    """
    return tuple(
        replace(
            point,
            ar=point.ar and _dated(point.ar, replaced, today),
            en=point.en and _dated(point.en, replaced, today),
        )
        for point in points
    )


def _dated(side: Version, replaced: Replaced, today: date | None) -> Version:
    told = tuple(_with_days(one, side.language, replaced, today) for one in side.sentences)
    return replace(side, sentences=told)


def _with_days(
    sentence: Sentence, language: Language, replaced: Replaced, today: date | None
) -> Sentence:
    """Return a sentence with the days of the replaced figures that it tells."""
    text = sentence.text
    for one in sentence.citations:
        for (article, start), figure in replaced.items():
            if article == one.article.id and one.start <= start < one.end:
                text = _with_day(text, figure, language, today)
    return replace(sentence, text=text)


def _with_day(text: str, figure: CountedFigure, language: Language, today: date | None) -> str:
    published, told = figure.line.article.published_at, when(figure)
    if published is None or told != published or text.count(figure.written) != 1:
        return text  # the sentence has a day of its own, or it is not sure which figure is meant
    beside = f"[{_AS_OF[language].format(in_words((told, told), today or told, language))}]"
    behind = text.index(figure.written) + len(figure.written)
    quoted = [match.span() for match in _QUOTE.finditer(text)]
    ends = (match.start() for match in _CLAUSE_ENDS.finditer(text, behind))
    at = next((at for at in ends if not any(first < at < last for first, last in quoted)), None)
    if at is None or beside in text:
        return text
    return f"{text[:at].rstrip()} {beside}{text[at:]}"


def latest_headlines(
    headlines: Sequence[Headline], articles: Sequence[Article], replaced: Replaced
) -> tuple[Headline, ...]:
    """Return the headlines; one that is a title is that of the newest article on the main event.

    A figure in it that a newer one replaced has its day behind it.
    """
    return tuple(_latest(one, articles, replaced) for one in headlines)


def _latest(headline: Headline, articles: Sequence[Article], replaced: Replaced) -> Headline:
    own = [one for one in articles if one.language == headline.language]
    if not any(one.title == headline.text for one in own):
        return headline  # a model wrote it
    newest = _newest(own)
    stale = [one for one in replaced.values() if one.line.article == newest]
    told = {number.value for number in numbers(newest.title)}
    if newest.published_at is None or told.isdisjoint(one.value for one in stale):
        return replace(headline, text=newest.title)
    shown = f"{newest.title} ({day(newest.published_at, headline.language)})"
    return replace(headline, text=shown)


def _newest(articles: Sequence[Article]) -> Article:
    """Return the newest of the articles whose titles share the most words with the others'.

    The first of them are the most relevant ones, which decides between those of a day.
    """
    stems = [frozenset(content_stems(one.title)) for one in articles]
    shared = [
        sum(len(own & other) for at, other in enumerate(stems) if at != place)
        for place, own in enumerate(stems)
    ]
    if not any(shared):
        return articles[0]
    least = MAIN_EVENT * max(shared)
    central = [one for one, count in zip(articles, shared, strict=True) if count >= least]
    return max(central, key=lambda one: one.published_at or date.min)
