"""Finds points of a brief that tell the same fact twice, for briefs that a chat model writes."""

from __future__ import annotations

from collections.abc import Sequence

from rag.briefs.same_fact import SAME, same_texts
from rag.grounding.claim_check import check_in_context
from rag.protocols import Embedder
from rag.records import Language
from rag.text.analyzer import Analyzer


def repeated_points(
    texts: Sequence[str], language: Language, analyzer: Analyzer, encoder: Embedder | None = None
) -> list[tuple[int, int]]:
    """Return, for each point that tells what an earlier one tells, its place and that of the first
    such point, in order.

    `texts` are the points of a brief in one language. A point that says something else beside it,
    another figure, name or denial, repeats nothing: it would be lost. That is what the check of
    sentences finds, so that a paraphrase too free for it counts as another fact.
    """
    told = [(text, language) for text in texts]
    table = same_texts(told, told, analyzer=analyzer, encoder=encoder)
    found = ((at, before) for at in range(len(texts)) for before in range(at))
    first: dict[int, int] = {}
    for at, before in found:
        new = at not in first and before not in first
        if (
            new
            and table[at, before] >= SAME
            and _is_told_by(texts[at], texts[before], language, analyzer)
        ):
            first[at] = before
    return list(first.items())


def _is_told_by(text: str, other: str, language: Language, analyzer: Analyzer) -> bool:
    """Tell whether the check finds in the other text all that a text says."""
    return not check_in_context(text, other, language=language, analyzer=analyzer).failed
