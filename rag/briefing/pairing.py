"""Finds the sentences of two languages that tell the same fact."""

from __future__ import annotations

from collections.abc import Sequence

from rag.briefing.lines import Line
from rag.grounding.support import overlaps

SAME_FACT = 0.27
"""The least F1 of the keys of two sentences that tell the same. Of the pairs so made on the
sample stories nine in ten do."""

SAME_EVENT = 0.15
"""The same for two that open their articles and have no better match: both tell the event."""


def pair(ones: Sequence[Line], others: Sequence[Line]) -> dict[Line, Line]:
    """For lines of `ones`, the line of `others` in the other language that tells the same: each
    is the other's best. Empty where a side is."""
    if not ones or not others:
        return {}
    texts = [line.text for line in others]
    table = [overlaps(line.text, texts) for line in ones]
    pairs = {}
    for row, scores in enumerate(table):
        column = max(range(len(others)), key=scores.__getitem__)
        best = max(range(len(ones)), key=lambda at: table[at][column])
        if best == row and scores[column] >= SAME_FACT:
            pairs[ones[row]] = others[column]
    for row, one in enumerate(ones):
        for column, other in enumerate(others):
            opening = one.place == other.place == 0 and table[row][column] >= SAME_EVENT
            if opening and one not in pairs and other not in pairs.values():
                pairs[one] = other
    return pairs
