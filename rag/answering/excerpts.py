"""Picks, for a question that is not answered, the sentences that may help all the same."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.cited_sentence import locate
from rag.records import Citation, Evidence, Passage
from rag.text.analyzer import Analyzer
from rag.text.news.prompt_injection import gives_orders

MOST_EXCERPTS = 3
"""As many as the sentences of an extractive answer: more would be a list of search results."""


def excerpts(
    question: str, passages: Sequence[Passage], analyzer: Analyzer
) -> tuple[Citation, ...]:
    """Return the sentence of each passage that is most like the question, in the passages' order.

    They are at most `MOST_EXCERPTS`. A sentence that looks like prompt injection is left out, and
    so is one that says the same again.
    """
    found: dict[str, Citation] = {}
    for at, passage in enumerate(passages, start=1):
        citation = locate(question, Evidence(at, passage), analyzer)
        said = " ".join(citation.quote.split())
        if said and said not in found and not gives_orders(said):
            found[said] = citation
        if len(found) == MOST_EXCERPTS:
            break
    return tuple(found.values())
