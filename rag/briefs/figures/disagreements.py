"""Finds where the articles of a story disagree."""

from __future__ import annotations

from collections.abc import Sequence

from rag.briefs.figures.claims import about, claim, groups
from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.told_figures import related
from rag.records import Article, Disagreement
from rag.text.analyzer import Analyzer


def disagreements(articles: Sequence[Article], analyzer: Analyzer) -> tuple[Disagreement, ...]:
    """Return where articles give different figures for the same thing, in the articles' order.

    Figures about one thing are put together; what one article says of two speakers is among them.
    Figures of different days are updates and left out. Precision comes before completeness: only
    what is surely a disagreement is returned.
    """
    pairs = [one for one in related(tuple(articles), analyzer) if one.relation == "disagreement"]
    return tuple(map(_disagreement, groups(pairs)))


def _disagreement(figures: Sequence[CountedFigure]) -> Disagreement:
    ordered = sorted(
        figures, key=lambda figure: (figure.line.evidence.number, figure.line.place, figure.start)
    )
    return Disagreement(about(ordered[0]), tuple(map(claim, ordered)))
