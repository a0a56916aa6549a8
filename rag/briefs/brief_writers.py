"""Chooses who writes briefs."""

from __future__ import annotations

from collections.abc import Callable

from rag.llm.chat_models import OpenModel
from rag.protocols import BriefWriter, Embedder, TokenCounter
from rag.text.analyzer import Analyzer


def open_brief_writer(
    model: OpenModel | None,
    *,
    counter: TokenCounter,
    rarity: Callable[[str], float],
    analyzer: Analyzer,
    encoder: Embedder | None = None,
) -> BriefWriter:
    """Return a writer that asks the chat model, or one that quotes where `model` is None.

    `rarity` gives the inverse document frequency of a stem or key in the library; `analyzer` is the
    library's. `encoder` knows the meaning of sentences; without one they are compared by their
    words.
    """
    if model is None:
        from rag.briefs.extractive.extractive_brief import ExtractiveBriefWriter

        return ExtractiveBriefWriter(rarity, analyzer=analyzer, encoder=encoder)
    from rag.briefs.model.model_brief import ModelBriefWriter

    return ModelBriefWriter(
        model.chat,
        name=model.name,
        counter=counter,
        rarity=rarity,
        analyzer=analyzer,
        timeout=model.timeout,
        window=model.window,
        price=model.price,
        encoder=encoder,
    )
