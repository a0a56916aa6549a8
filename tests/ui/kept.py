"""Exchanges as a store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

from rag.records import Answer, Exchange, ExchangeState, Language, Rating

WHEN = datetime(2024, 7, 28, 12, 0, tzinfo=UTC)


def exchange(
    question: str,
    *,
    state: ExchangeState = "writing",
    answer: Answer | None = None,
    fault: str | None = None,
    language: Language | None = None,
    rating: Rating | None = None,
    comment: str = "",
) -> Exchange:
    """An exchange `e1` of the conversation `c1`."""
    return Exchange(
        "e1",
        "c1",
        question,
        WHEN,
        state=state,
        answer=answer,
        fault=fault,
        language=language,
        rating=rating,
        comment=comment,
    )
