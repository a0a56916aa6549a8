"""Compares what the articles of a brief say: where they disagree, what only one outlet tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from rag.briefs.counted_figures import MOST_TIMES, CountedFigure, figures, same_thing, single
from rag.briefs.source_sentences import SourceSentence, lines, number
from rag.grounding.cited_sentence import overlaps
from rag.records import Article, Claim, Disagreement, Point
from rag.text.analysis.languages import detect_language
from rag.text.analysis.numbers import key
from rag.text.facts import facts

SAME_MATTER, SAME_MATTER_WITHIN = 0.14, 0.5
"""The least likeness of the words about two figures that tell the same, across languages and
within one; twice that for shares, which are told of many things. Of the disagreements so found in
the sample stories, all are."""

_NEAR = 45  # days between articles of one story
_ALWAYS_ROUNDED, _ROUNDED = Decimal("0.005"), Decimal("0.05")
# From here on, across languages and within one, another outlet may well tell it: lower than what
# makes two sentences the same, because to say that nobody else does must be right.
_MAY_TELL, _MAY_TELL_WITHIN = 0.14, 0.7


def single_outlets(points: Sequence[Point], articles: Sequence[Article]) -> tuple[Point, ...]:
    """The points with `only_outlet` set where one outlet alone tells them. Points are as they were
    where all articles are of one outlet, or none names its own."""
    if len({article.outlet for article in articles if article.outlet}) < 2:
        return tuple(points)
    told = [line for one in number(articles) for line in lines(one)]
    return tuple(replace(point, only_outlet=_only_outlet(point, told)) for point in points)


def disagreements(articles: Sequence[Article]) -> tuple[Disagreement, ...]:
    """Where articles tell the same with different figures, in the order of the articles; figures
    about one thing together. Meant to be right rather than complete."""
    told = [
        [figure for line in lines(one) for figure in single(figures(line))]
        for one in number(articles)
    ]
    pairs = [
        pair
        for own, other in combinations(told, 2)
        if own and other and _of_one_time(own[0], other[0])
        for pair in _differing(own, other)
    ]
    return tuple(map(_disagreement, _together(pairs)))


def _only_outlet(point: Point, told: Sequence[SourceSentence]) -> str | None:
    outlets = {citation.article.outlet for citation in point.citations}
    if len(outlets) != 1:
        return None
    (outlet,) = outlets
    others = [line for line in told if line.article.outlet not in (outlet, None)]
    quotes = [citation.quote for citation in point.citations]
    return None if any(_retold(quote, others) for quote in quotes) else outlet


def _retold(quote: str, others: Sequence[SourceSentence]) -> bool:
    """Whether one of the lines may tell what is quoted."""
    for language in ("ar", "en"):
        texts = [line.text for line in others if line.language == language]
        least = _MAY_TELL_WITHIN if language == detect_language(quote) else _MAY_TELL
        if texts and max(overlaps(quote, texts)) >= least:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures that cannot both be right."""

    one: CountedFigure
    other: CountedFigure


def _of_one_time(one: CountedFigure, other: CountedFigure) -> bool:
    first, second = one.line.article.published_at, other.line.article.published_at
    return first is None or second is None or abs((first - second).days) <= _NEAR


def _differing(ones: Sequence[CountedFigure], others: Sequence[CountedFigure]) -> Iterator[_Pair]:
    """Each figure with the one that it fits best, both ways, where the two differ."""
    table = [_fits(one, others) for one in ones]
    back = [_fits(other, ones) for other in others]
    fits = [
        [
            (fit + back[at][row]) / 2 if _comparable(one, others[at]) else 0.0
            for at, fit in enumerate(table[row])
        ]
        for row, one in enumerate(ones)
    ]
    for row, one in enumerate(ones):
        at = max(range(len(others)), key=fits[row].__getitem__)
        fit = fits[row][at]
        best = max(line[at] for line in fits) == fit
        if best and fit >= _needed(one, others[at]) and _differ(one, others[at]):
            yield _Pair(one, others[at])


def _needed(one: CountedFigure, other: CountedFigure) -> float:
    within = one.line.language == other.line.language
    return (SAME_MATTER_WITHIN if within else SAME_MATTER) * (2 if one.unit == "%" else 1)


def _fits(one: CountedFigure, others: Sequence[CountedFigure]) -> list[float]:
    return overlaps(one.context, [other.context for other in others])


def _comparable(one: CountedFigure, other: CountedFigure) -> bool:
    """Whether two figures count the same thing in the same unit, in the same countries."""
    return one.unit == other.unit and one.places == other.places and same_thing(one, other)


def _differ(one: CountedFigure, other: CountedFigure) -> bool:
    """Whether two figures, rounding allowed for, contradict each other: neither is in the other's
    sentence, and neither is about so many times the other."""
    small, large = sorted((one.value, other.value))
    slack = _ROUNDED if one.rounded or other.rounded else _ALWAYS_ROUNDED
    if small <= 0 or large > small * MOST_TIMES or large - small <= large * slack:
        return False
    return not (_states(other.line, one) or _states(one.line, other))


def _states(line: SourceSentence, figure: CountedFigure) -> bool:
    stated = {reading for fact in facts(line.text).facts for reading in fact.readings}
    return key(figure.value) + "%" * (figure.unit == "%") in stated


def _together(pairs: Sequence[_Pair]) -> list[list[CountedFigure]]:
    """The figures of pairs that have one in common, in their order, each once."""
    groups: list[list[CountedFigure]] = []
    for pair in pairs:
        joined = [group for group in groups if pair.one in group or pair.other in group]
        own = [*(figure for group in joined for figure in group), pair.one, pair.other]
        groups = [group for group in groups if group not in joined] + [list(dict.fromkeys(own))]
    return groups


def _disagreement(figures: Sequence[CountedFigure]) -> Disagreement:
    ordered = sorted(figures, key=lambda figure: (figure.line.evidence.number, figure.line.place))
    claims = tuple(Claim(figure.written, figure.line.citation) for figure in ordered)
    return Disagreement(ordered[0].about, claims)
