"""Gathers the figures of a story and tells how those of one thing stand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.counted_figures import figures
from rag.briefs.figures.figure_relations import (
    Relation,
    alike,
    in_order,
    may_agree,
    relation,
    speaker,
)
from rag.briefs.figures.same_matter import FigurePair, comparable, pairs
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.briefs.tuning import MOST_GROWTH, MOST_TIMES
from rag.records import Article
from rag.text.analyzer import Analyzer

_NEAR_SENTENCES = 2
_BEGINNING = 200  # characters by which an article is known as a copy
_RUNNING = frozenset(["cases", "displaced", "suspects"])


@dataclass(frozen=True, slots=True)
class Related:
    """Two figures of the same thing with different values, the earlier one first."""

    relation: Relation
    earlier: CountedFigure
    later: CountedFigure


# A brief asks for disagreements, updates and outdated sentences of the same articles.
@lru_cache(maxsize=4)
def related(articles: tuple[Article, ...], analyzer: Analyzer) -> tuple[Related, ...]:
    """Return the figures of articles that are of the same thing and differ, in their order."""
    told = [
        [figure for line in article_sentences(one) for figure in figures(line, analyzer)]
        for one in as_evidence(_without_copies(articles))
    ]
    found = [one for own in told for one in _within_article(own)]
    known = [comparable([one for one in own if "earlier" not in one.marks]) for own in told]
    for own, others in combinations(known, 2):
        for pair in pairs(own, others, analyzer):
            stands = _related(pair, told)
            if stands is not None:
                found.append(stands)
    return tuple(_by_article_order(found))


def _related(pair: FigurePair, told: Sequence[Sequence[CountedFigure]]) -> Related | None:
    """Return how two figures of different articles stand to each other; None where they agree.

    A figure that the other's sentence tells as history (up from 46) is the earlier one.
    """
    for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
        own = told[other.line.evidence.number - 1]
        if any(_was_told(one, also) for also in own if also.line == other.line):
            return Related("update", one, other)
    earlier, later = in_order(pair.one, pair.other)
    stands = relation(earlier, later)
    if stands is None or _tells_both(earlier, later, told):
        return None
    return Related(stands, earlier, later)


def _was_told(figure: CountedFigure, history: CountedFigure) -> bool:
    """Tell whether a figure is told as history elsewhere."""
    return "earlier" in history.marks and alike(figure, history)


def _without_copies(articles: Sequence[Article]) -> list[Article]:
    """Return the articles without those whose beginning another one of the same outlet has."""
    first = {(one.outlet, one.text[:_BEGINNING]): one for one in reversed(articles)}
    return [one for one in articles if first[one.outlet, one.text[:_BEGINNING]] is one]


def _by_article_order(found: Sequence[Related]) -> Iterator[Related]:
    """Yield pairs of figures; of two articles of which one is the later, only updates.

    Where one count of an article of the same day is surely the later one, its other counts are too.
    """
    order = {
        (one.earlier.line.article.id, one.later.line.article.id)
        for one in found
        if one.relation == "update" and one.earlier.line.article != one.later.line.article
    }
    for one in found:
        first, second = one.earlier.line.article.id, one.later.line.article.id
        if one.relation == "update" or one.earlier.kind is None or one.earlier.kind.way != "grows":
            yield one
        elif (first, second) in order:
            yield Related("update", one.earlier, one.later)
        elif (second, first) not in order:
            yield one


def _tells_both(
    one: CountedFigure, other: CountedFigure, told: Sequence[Sequence[CountedFigure]]
) -> bool:
    """Tell whether an article has both values, so that they are hardly of the same thing.

    An article that calls one of them the earlier figure does not count.
    """
    for figure, rival in ((one, other), (other, one)):
        own = told[figure.line.evidence.number - 1]
        if any(
            also.value == rival.value
            and also.unit == rival.unit
            and not also.marks & {"earlier", "against"}
            and also.kind == rival.kind
            for also in own
        ):
            return True
    return False


def _within_article(told: Sequence[CountedFigure]) -> Iterator[Related]:
    """Yield what one article tells of a figure: how it was before, and who gives another one."""
    for at, other in enumerate(told):
        near = [one for one in told[:at] if _beside(one, other)]
        for one in near:
            if _was(one, other):
                earlier, later = (other, one) if "earlier" in other.marks else (one, other)
                yield Related("update", earlier, later)
        if near and _contradicts(near[-1], other):
            yield Related("disagreement", near[-1], other)


def _beside(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures of an article are near each other, in their places and values."""
    return (
        other.line.place - one.line.place <= _NEAR_SENTENCES
        and one.unit == other.unit
        and (one.kind == other.kind or one.line == other.line)
        and _near(one, other)
        and not alike(one, other)
    )


def _was(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether one of two figures of an article is what the other was before.

    Comparisons with another year are no updates: they are of two periods.
    """
    if ("earlier" in one.marks) == ("earlier" in other.marks):
        return False
    marks = one.marks | other.marks
    if "compared" in marks or "other" in marks or one.unit == "%" or one.scope != other.scope:
        return False
    earlier, now = (one, other) if "earlier" in one.marks else (other, one)
    kind = now.kind or earlier.kind
    if kind is None or kind.way != "grows" or not (kind.money or now.sure or kind.name in _RUNNING):
        return False
    bare = earlier.line == now.line and None in (earlier.kind, now.kind)
    return (bare or earlier.kind == now.kind) and (
        now.value > earlier.value or "corrected" in marks
    )


def _contradicts(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether an article gives a second figure of the same thing, by somebody else."""
    strong = "strong" in other.marks or (one.line == other.line and "strong" in one.marks)
    agree = alike(one, other) if strong else may_agree(one, other)
    if "earlier" in one.marks | other.marks or agree or not _near(one, other):
        return False
    by, against = speaker(one), speaker(other)
    if against is None or by == against:
        return False
    if strong and one.unit and one.unit == other.unit and one.line == other.line:
        return True
    same = (one.kind is not None or strong) and _of_one(one, other)
    return same and (strong or (by is not None and one.line == other.line))


def _of_one(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures of an article are of the same kind, scope and place."""
    if one.places != other.places and one.own_places and other.own_places:
        return False
    bare = other.kind is None and other.line == one.line and not other.thing - one.near
    return (one.kind == other.kind or bare) and one.scope == other.scope


def _near(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether neither figure is many times the other one."""
    small, large = sorted((one.value, other.value))
    return 0 < large <= small * (MOST_GROWTH if one.sure else MOST_TIMES)
