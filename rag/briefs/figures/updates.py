"""Finds the figures of a story that newer ones replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.briefs.figures.claims import about, claim, groups, order
from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.figure_relations import alike
from rag.briefs.figures.told_figures import related
from rag.records import Article, Update
from rag.text.analyzer import Analyzer


def updates(articles: Sequence[Article], analyzer: Analyzer) -> tuple[Update, ...]:
    """Return the figures that the articles of a story tell at different times.

    The claims of each are in the order of their days, and the last is the latest state; there are
    at least two. What an article says to have been the figure before is among them. Precision comes
    before completeness.
    """
    return tuple(
        Update(about(states[-1]), tuple(map(claim, states)))
        for states in _histories(tuple(articles), analyzer)
    )


def outdated(articles: Sequence[Article], analyzer: Analyzer) -> frozenset[tuple[str, int]]:
    """Return the sentences whose main figure a newer article of the story replaced.

    Each is the id of its article and the offset where it starts. A sentence that tells the figure
    as history (up from 33,000) is not among them.
    """
    return frozenset(replaced_figures(articles, analyzer))


def replaced_figures(
    articles: Sequence[Article], analyzer: Analyzer
) -> dict[tuple[str, int], CountedFigure]:
    """Return the main figure of each sentence of `outdated`."""
    found: dict[tuple[str, int], CountedFigure] = {}
    for states in _histories(tuple(articles), analyzer):
        for one in states[:-1]:
            if _replaced(one, states[-1]):
                found.setdefault((one.line.article.id, one.line.start), one)
    return found


def _replaced(one: CountedFigure, latest: CountedFigure) -> bool:
    """Tell whether a figure is told as the state of things in an article older than the latest."""
    day, now = one.line.article.published_at, latest.line.article.published_at
    older = day is not None and now is not None and day < now
    return older and "earlier" not in one.marks and (one.sure or one.clause[0] == 0)


def _histories(articles: tuple[Article, ...], analyzer: Analyzer) -> Iterator[list[CountedFigure]]:
    """Yield the states of each figure that was updated, at least two, the latest one last."""
    pairs = [one for one in related(articles, analyzer) if one.relation == "update"]
    for group in _merged(groups(pairs)):
        states = _states(sorted(group, key=order))
        if len(states) > 1:
            yield states


def _states(ordered: Sequence[CountedFigure]) -> list[CountedFigure]:
    """Return the figures in order without those that repeat a state.

    A figure that falls below an earlier one, though it only grows, is left out unless it is said to
    be corrected.
    """
    states: list[CountedFigure] = []
    for figure in ordered:
        same = [one for one in states if alike(one, figure)]
        if same:
            if "earlier" in same[0].marks and "earlier" not in figure.marks:
                states[states.index(same[0])] = figure
            continue
        if not (_only_grows(figure) and any(one.value > figure.value for one in states)):
            states.append(figure)
    return states


def _only_grows(figure: CountedFigure) -> bool:
    """Tell whether a figure cannot fall, because it only grows and is not said to be corrected."""
    grows = figure.kind is not None and figure.kind.way == "grows"
    return grows and "corrected" not in figure.marks


def _merged(found: Sequence[list[CountedFigure]]) -> list[list[CountedFigure]]:
    """Join the groups of the same kind that have a figure in common, told by different articles."""
    merged: list[list[CountedFigure]] = []
    for group in found:
        same = next((one for one in merged if _share(one, group)), None)
        if same is None:
            merged.append(list(group))
        else:
            same += group
    return merged


def _share(ones: Sequence[CountedFigure], others: Sequence[CountedFigure]) -> bool:
    return any(
        one.sure
        and (one.kind, one.scope, one.value) == (other.kind, other.scope, other.value)
        and (one.places == other.places or not (one.places and other.places))
        for one in ones
        for other in others
    )
