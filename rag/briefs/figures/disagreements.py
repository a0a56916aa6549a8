"""Finds where the articles of a story disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rag.briefs.figures.counted_figures import (
    CountedFigure,
    figures,
    same_thing,
    without_rivals,
)
from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.briefs.tuning import (
    ALWAYS_ROUNDED,
    MOST_TIMES,
    NEAR_DAYS,
    ROUNDED,
    SAME_MATTER,
    SAME_MATTER_WITHIN,
)
from rag.grounding.analyzed_text import analyze_text
from rag.grounding.cited_sentence import overlaps
from rag.records import Article, Claim, Disagreement
from rag.text.analysis.numbers import key
from rag.text.analyzer import Analyzer


def disagreements(articles: Sequence[Article], analyzer: Analyzer) -> tuple[Disagreement, ...]:
    """Return where articles give different figures for the same thing, in the articles' order.

    Figures about one thing are put together. Precision comes before completeness: only what is
    surely a disagreement is returned.
    """
    told = [
        [
            figure
            for line in article_sentences(one)
            for figure in without_rivals(figures(line, analyzer))
        ]
        for one in as_evidence(articles)
    ]
    pairs = [
        pair
        for own, other in combinations(told, 2)
        if own and other and _of_one_time(own[0], other[0])
        for pair in _differing(own, other, analyzer)
    ]
    return tuple(map(_disagreement, _together(pairs)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures that cannot both be right."""

    one: CountedFigure
    other: CountedFigure


def _of_one_time(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are from articles of one story; unknown days count as near."""
    first, second = one.line.article.published_at, other.line.article.published_at
    return first is None or second is None or abs((first - second).days) <= NEAR_DAYS


def _differing(
    ones: Sequence[CountedFigure], others: Sequence[CountedFigure], analyzer: Analyzer
) -> Iterator[_Pair]:
    """Yield each figure with the figure of the other article that fits it best, where they differ.

    Each must be the best match of the other.
    """
    fits = _mutual_fits(ones, others, analyzer)
    for row, one in enumerate(ones):
        at = max(range(len(others)), key=fits[row].__getitem__)
        fit = fits[row][at]
        best = max(line[at] for line in fits) == fit
        if best and fit >= _needed(one, others[at]) and _differ(one, others[at], analyzer):
            yield _Pair(one, others[at])


def _mutual_fits(
    ones: Sequence[CountedFigure], others: Sequence[CountedFigure], analyzer: Analyzer
) -> list[list[float]]:
    """Return how well each figure fits each other one, in both directions; 0 for another thing."""
    there = [_fits(one, others, analyzer) for one in ones]
    back = [_fits(other, ones, analyzer) for other in others]
    return [
        [
            (there[row][at] + back[at][row]) / 2 if _comparable(one, other) else 0.0
            for at, other in enumerate(others)
        ]
        for row, one in enumerate(ones)
    ]


def _needed(one: CountedFigure, other: CountedFigure) -> float:
    """Return the similarity of context from which two figures are about the same thing."""
    within = one.line.language == other.line.language
    return (SAME_MATTER_WITHIN if within else SAME_MATTER) * (2 if one.unit == "%" else 1)


def _fits(one: CountedFigure, others: Sequence[CountedFigure], analyzer: Analyzer) -> list[float]:
    """Return how similar the context of a figure is to that of each other figure."""
    return overlaps(one.context, [other.context for other in others], analyzer)


def _comparable(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures count the same thing in the same unit, in the same countries."""
    return one.unit == other.unit and one.places == other.places and same_thing(one, other)


def _differ(one: CountedFigure, other: CountedFigure, analyzer: Analyzer) -> bool:
    """Tell whether two figures contradict each other, allowing for rounding.

    They do not where one stands in the other's sentence, or where one is `MOST_TIMES` the other.
    """
    small, large = sorted((one.value, other.value))
    slack = ROUNDED if one.rounded or other.rounded else ALWAYS_ROUNDED
    if small <= 0 or large > small * MOST_TIMES or large - small <= large * slack:
        return False
    return not (_states(other.line, one, analyzer) or _states(one.line, other, analyzer))


def _states(line: SourceSentence, figure: CountedFigure, analyzer: Analyzer) -> bool:
    """Tell whether a sentence states the value of a figure."""
    found = analyze_text(line.text, analyzer).facts.facts
    stated = {reading for fact in found for reading in fact.readings}
    return key(figure.value) + "%" * (figure.unit == "%") in stated


def _together(pairs: Sequence[_Pair]) -> list[list[CountedFigure]]:
    """Join the pairs that have a figure in common, and return each group without repetitions."""
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
