"""Tells whether two figures are of one natural disaster."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.briefs.figures.counted_figure import CountedFigure
from rag.text.analysis.folding import normalize


def same_disaster(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether two figures are of a disaster of the same kind in the same countries.

    Both sentences or titles name its kind, and the countries stand beside both figures.
    """
    return bool(one.own_places) and one.own_places == other.own_places and same_kind(one, other)


def same_kind(one: CountedFigure, other: CountedFigure) -> bool:
    """Tell whether the sentences or titles of two figures name one kind of natural disaster."""
    return not _disasters(one).isdisjoint(_disasters(other))


def _disasters(figure: CountedFigure) -> frozenset[str]:
    text = normalize(f"{figure.line.article.title} {figure.line.text}")
    return frozenset(name for name, pattern in _kinds() if pattern.search(text))


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    told = files(__package__).joinpath("disasters.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in told if line and not line.startswith("#"))
    return tuple((name, re.compile(pattern)) for name, pattern in rows)
