"""Finds points of a brief that tell the same fact twice, for briefs that a chat model writes."""

from __future__ import annotations

from collections.abc import Sequence

from rag.briefs.likeness.conflicts import told_figures
from rag.briefs.same_fact import SAME, same_texts
from rag.protocols import Embedder
from rag.records import Language
from rag.text.analyzer import Analyzer


def repeated_points(
    texts: Sequence[str], language: Language, analyzer: Analyzer, encoder: Embedder | None = None
) -> list[tuple[int, int]]:
    """Return, for each point that tells what an earlier one tells, its place and that of the first
    such point, in order.

    `texts` are the points of a brief in one language. A point that gives another figure or another
    name repeats nothing, nor does one with a figure that the earlier one has not: what it counts
    would be lost.
    """
    told = [(text, language) for text in texts]
    table = same_texts(told, told, analyzer=analyzer, encoder=encoder)
    found = ((at, before) for at in range(len(texts)) for before in range(at))
    first: dict[int, int] = {}
    for at, before in found:
        new = at not in first and before not in first
        if new and table[at, before] >= SAME and _has_figures(texts[before], texts[at], analyzer):
            first[at] = before
    return list(first.items())


def _has_figures(text: str, other: str, analyzer: Analyzer) -> bool:
    """Tell whether a text has every figure of the other one."""
    own = told_figures(text, analyzer)
    return all(any(one.agrees(mine) for mine in own) for one in told_figures(other, analyzer))
