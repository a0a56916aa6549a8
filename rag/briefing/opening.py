"""Chooses who writes briefs."""

from __future__ import annotations

from collections.abc import Callable

from rag.protocols import BriefWriter, TokenCounter
from rag.writers.opening import OpenModel


def open_brief_writer(
    model: OpenModel | None, *, counter: TokenCounter, rarity: Callable[[str], float]
) -> BriefWriter:
    """The chat model where there is one, otherwise the articles' own sentences. `rarity` gives
    the idf of a stem or key in the library."""
    if model is None:
        from rag.briefing.extractive import ExtractiveBriefWriter

        return ExtractiveBriefWriter(rarity)
    from rag.briefing.model import ModelBriefWriter

    return ModelBriefWriter(
        model.chat,
        name=model.name,
        counter=counter,
        rarity=rarity,
        timeout=model.timeout,
        window=model.window,
        price=model.price,
    )
