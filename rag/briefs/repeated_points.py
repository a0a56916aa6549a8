"""Finds points of a brief that tell the same fact twice, for briefs that a chat model writes."""

from __future__ import annotations

from collections.abc import Sequence

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
    name repeats nothing.
    """
    told = [(text, language) for text in texts]
    table = same_texts(told, told, analyzer=analyzer, encoder=encoder)
    found = ((at, before) for at in range(len(texts)) for before in range(at))
    first: dict[int, int] = {}
    for at, before in found:
        if at not in first and before not in first and table[at, before] >= SAME:
            first[at] = before
    return list(first.items())
