"""Chooses who writes: a chat model where one is named, otherwise the articles' own sentences."""

from __future__ import annotations

from collections.abc import Callable

from rag.protocols import Rewriter, TokenCounter, Writer
from rag.writers.carryover import CarryOver
from rag.writers.extractive import ExtractiveWriter


def open_writing(
    model: str | None,
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    counter: TokenCounter,
    rarity: Callable[[str], float],
    coverage: Callable[[str], float],
) -> tuple[Rewriter, Writer]:
    """Who makes follow-up questions whole, and who writes. Raises `SettingsError` for a model that
    cannot be opened. `rarity` gives the idf of a stem in the library, `coverage` how much of a
    question its best passage has."""
    if model is None:
        return CarryOver(rarity, coverage), ExtractiveWriter(rarity)
    from rag.writers.model import ModelWriter, open_chat_model
    from rag.writers.rewriting import ModelRewriter

    chat = open_chat_model(model, api_key=api_key, base_url=base_url, timeout=timeout)
    writer = ModelWriter(chat, name=model, counter=counter, timeout=timeout)
    return ModelRewriter(chat), writer
