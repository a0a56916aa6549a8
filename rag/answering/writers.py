"""Chooses who writes: a chat model where one is named, otherwise the articles' own sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.extractive_answer import ExtractiveWriter
from rag.answering.followups import CarryOver
from rag.protocols import Rewriter, TokenCounter, Writer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.llm.metering import Price


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A chat model, opened once for everything that is written with it.

    `timeout` bounds a reply in seconds, `window` is what it reads and writes at most, in tokens
    (None where that is not known).
    """

    chat: BaseChatModel
    name: str
    timeout: float
    window: int | None
    price: Price | None


def open_model(
    name: str | None,
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    window: int | None = None,
    price: str | None = None,
) -> OpenModel | None:
    """The chat model that the settings name, None for none. `window` and `price` are those of
    the settings. Raises `SettingsError` for a model that cannot be opened."""
    if name is None:
        return None
    from rag.answering.model_answer import open_chat_model
    from rag.llm.metering import Price

    chat = open_chat_model(name, api_key=api_key, base_url=base_url, timeout=timeout)
    known = window or (chat.profile or {}).get("max_input_tokens")
    return OpenModel(chat, name, timeout, known, None if price is None else Price.parse(price))


def open_writing(
    model: OpenModel | None,
    *,
    counter: TokenCounter,
    rarity: Callable[[str], float],
    coverage: Callable[[str], float],
) -> tuple[Rewriter, Writer]:
    """Who makes follow-up questions whole, and who writes answers. `rarity` gives the idf of a
    stem in the library, `coverage` how much of a question its best passage has."""
    if model is None:
        return CarryOver(rarity, coverage), ExtractiveWriter(rarity)
    from rag.answering.followups import ModelRewriter
    from rag.answering.model_answer import ModelWriter

    writer = ModelWriter(
        model.chat,
        name=model.name,
        counter=counter,
        timeout=model.timeout,
        window=model.window,
        price=model.price,
    )
    return ModelRewriter(model.chat, price=model.price), writer
