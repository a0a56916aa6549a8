"""Finds which points of a brief only one outlet reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rag.briefs.outlets import outlet_key, outlets_in
from rag.briefs.same_fact import may_tell
from rag.briefs.tuning import LEAST_TOLD, READ_CHARACTERS
from rag.grounding.analyzed_text import bags_of
from rag.protocols import Embedder
from rag.records import Article, Language, Point
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import Analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEAD = 120
"""Characters at the beginning of an article where it names the agency that it is from."""


def single_outlets(
    points: Sequence[Point],
    articles: Sequence[Article],
    analyzer: Analyzer,
    encoder: Embedder | None = None,
) -> tuple[Point, ...]:
    """Return the points, with `only_outlet` set where only one outlet reports them.

    It is set only where no title and no sentence of an article of another outlet, or of none, may
    tell what the point or its sources say, with other figures or in other words, in either
    language. The points are unchanged where fewer than two outlets are named, and where an article
    is so long that it was not read to its end.
    """
    named = {outlet_key(article.outlet) for article in articles if article.outlet}
    unread = any(len(article.text) > READ_CHARACTERS for article in articles)
    if len(named) < 2 or not points or unread:
        return tuple(points)
    told = [line for article in articles for line in _lines(article)]
    said = [_said(point) for point in points]
    table = may_tell(
        [text for texts in said for text in texts],
        [(line.text, line.language) for line in told],
        analyzer=analyzer,
        encoder=encoder,
    )
    edges = pairwise(accumulate(map(len, said), initial=0))
    return tuple(
        replace(point, only_outlet=_only_outlet(point, told, table[start:end], analyzer))
        for point, (start, end) in zip(points, edges, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _OutletLine:
    """A title or sentence of an article, with the key of its outlet, "" for none."""

    outlet: str
    text: str
    language: Language


def _lines(article: Article) -> list[_OutletLine]:
    """Return the title and all sentences of an article."""
    texts = [
        article.title,
        *(article.text[start:end] for start, end in split_sentences(article.text)),
    ]
    outlet = outlet_key(article.outlet) if article.outlet else ""
    return [_OutletLine(outlet, " ".join(text.split()), article.language) for text in texts if text]


def _said(point: Point) -> list[tuple[str, Language]]:
    """Return what a point says, and the sentences that it cites, each with its language."""
    quotes = [(one.quote, one.article.language) for one in point.citations]
    sides = [(side.text, side.language) for side in (point.ar, point.en) if side is not None]
    return list(dict.fromkeys([*quotes, *sides]))


def _only_outlet(
    point: Point, told: Sequence[_OutletLine], telling: NDArray[np.bool_], analyzer: Analyzer
) -> str | None:
    """Return the one outlet that reports a point; None where there may be another.

    `telling` has a row for each text of the point, and a column for each of the lines `told`.
    """
    names = [citation.article.outlet for citation in point.citations]
    outlets = {outlet_key(name) if name else "" for name in names}
    if len(outlets) != 1 or "" in outlets:
        return None
    (outlet,) = outlets
    if sum(len(bags_of(one.quote, analyzer).stems) for one in point.citations) < LEAST_TOLD:
        return None
    tells = [bool(column.any()) for column in telling.T]
    if any(line.outlet != outlet for at, line in enumerate(told) if tells[at]):
        return None
    sources = [outlets_in(f"{one.article.text[:_HEAD]} {one.quote}") for one in point.citations]
    return names[0] if frozenset().union(*sources) <= {outlet} else None
