"""Lays numbered evidence out for a prompt: delimited, neutralised, within a token budget."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.markers import neutralize
from rag.protocols import TokenCounter
from rag.records import Evidence

LABEL_LENGTH = 200


def fit(
    evidence: Sequence[Evidence], *, counter: TokenCounter, budget: int
) -> tuple[Evidence, ...]:
    """The first evidence whose blocks are together at most `budget` tokens; at least one."""
    left = budget
    kept: list[Evidence] = []
    for item in evidence:
        left -= counter.count(block(item))
        if left < 0 and kept:
            break
        kept.append(item)
    return tuple(kept)


def lay_out(evidence: Sequence[Evidence]) -> str:
    """The blocks of all evidence, in its order; empty for none."""
    return "\n\n".join(block(item) for item in evidence)


def block(item: Evidence) -> str:
    """One passage between its delimiters: title, outlet and date where known, then its text."""
    article = item.passage.article
    labels = {
        "Title": article.title,
        "Outlet": article.outlet,
        "Date": article.published_at and article.published_at.isoformat(),
    }
    lines = [f"{name}: {_label(value)}" for name, value in labels.items() if value]
    text = neutralize(item.passage.chunk.text.strip())
    return "\n".join([f"<passage {item.number}>", *lines, "Text:", text, "</passage>"])


def _label(value: str) -> str:
    return neutralize(" ".join(value.split())[:LABEL_LENGTH])
