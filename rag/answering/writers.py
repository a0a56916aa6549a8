"""Chooses who writes: a chat model where one is named, otherwise the articles' own sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.extractive_answer import ExtractiveWriter
from rag.answering.followups import CarryOver
from rag.answering.sentence_ranking import SentenceRanking
from rag.llm.chat_models import OpenModel
from rag.protocols import Rewriter, TokenCounter, Writer
from rag.records import Passage
from rag.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class Writing:
    """Who makes follow-up questions whole, who writes answers, and who does where that fails."""

    rewriter: Rewriter
    writer: Writer
    fallback: Writer | None = None


def open_writing(
    model: OpenModel | None,
    *,
    counter: TokenCounter,
    rarity: Callable[[str], float],
    search: Callable[[str], Sequence[Passage]],
    coverage: Callable[[str, Sequence[str]], Sequence[float]],
    analyzer: Analyzer,
    ranking: SentenceRanking,
) -> Writing:
    """Return who makes follow-up questions whole, and who writes answers.

    `rarity` gives the idf of a stem in the library, `search` the passages that a question finds,
    `coverage` how much of a question each of some texts has; `analyzer` is the library's, `ranking`
    tells which sentences answer a question.
    """
    quoting = ExtractiveWriter(ranking)
    carrying = CarryOver(rarity, search, coverage, analyzer)
    if model is None:
        return Writing(carrying, quoting)
    from rag.answering.followups import ModelRewriter
    from rag.answering.model_answer import ModelWriter

    writer = ModelWriter(
        model.chat,
        name=model.name,
        counter=counter,
        analyzer=analyzer,
        timeout=model.timeout,
        window=model.window,
        price=model.price,
    )
    rewriter = ModelRewriter(model.chat, price=model.price, counter=counter, fallback=carrying)
    return Writing(rewriter, writer, quoting)
