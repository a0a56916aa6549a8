from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from rag.answering.extractive_answer import ExtractiveWriter
from rag.answering.followups import CarryOver
from rag.answering.sentence_ranking import SentenceRanking
from rag.answering.writers import Writing, open_writing
from rag.llm.chat_models import OpenModel, open_model
from rag.llm.tokens import EstimatedTokenCounter
from rag.protocols import WriterEvent
from rag.records import Turn
from tests.answering.asking import parts, prompt
from tests.answering.samples import MOON, task_of
from tests.factories import ANALYZER
from tests.openai_server import OpenAIServer


def _writing(model: OpenModel | None) -> Writing:
    return open_writing(
        model,
        counter=EstimatedTokenCounter(),
        rarity=len,
        search=lambda _: (),
        coverage=lambda _, texts: [0.0] * len(texts),
        analyzer=ANALYZER,
        ranking=SentenceRanking(len, ANALYZER),
    )


def test_without_a_model_sentences_are_extracted() -> None:
    assert open_model(None, api_key=None, base_url=None, timeout=1) is None
    writing = _writing(None)
    assert isinstance(writing.rewriter, CarryOver)
    assert isinstance(writing.writer, ExtractiveWriter)
    assert writing.fallback is None


def _sent(server: OpenAIServer, model: str, window: int | None) -> int:
    """How many passages a model was sent, of more than any window here takes."""
    writing = _writing(
        open_model(model, api_key=None, base_url=server.base_url, timeout=20, window=window)
    )
    assert isinstance(writing.fallback, ExtractiveWriter)

    async def collect() -> list[WriterEvent]:
        return [event async for event in writing.writer.astream(task_of(*[f"{MOON} " * 20] * 28))]

    asyncio.run(collect())
    return prompt(server).count("</passage>") - 1  # the rules name it too


@pytest.mark.parametrize(
    ("model", "window", "fewest", "most"),
    [
        ("openai:gpt-4o", None, 12, 14),  # 128,000 are known: as much as passages may have
        ("openai:of-my-own", None, 12, 14),  # 8,192
        ("openai:of-my-own", 4096, 4, 7),
        ("openai:gpt-4o", 4096, 4, 7),
        ("openai:of-my-own", 1024, 1, 1),
    ],
)
def test_the_window_set_goes_before_the_one_that_is_known(
    openai_server: OpenAIServer, model: str, window: int | None, fewest: int, most: int
) -> None:
    assert fewest <= _sent(openai_server, model, window) <= most


def test_the_price_holds_for_the_answer_and_for_the_rewriting(
    openai_server: OpenAIServer,
) -> None:
    base_url = openai_server.base_url
    writing = _writing(
        open_model("openai:m", api_key=None, base_url=base_url, timeout=20, price="1/2")
    )
    openai_server.usage = {"prompt_tokens": 1000, "completion_tokens": 500}

    async def both() -> list[Decimal | None]:
        events = [event async for event in writing.writer.astream(task_of(MOON))]
        _, rewritten = await writing.rewriter.arewrite("And then?", [Turn("What landed?")])
        return [parts(events)[2].usage.cost, rewritten.cost]

    assert asyncio.run(both()) == [Decimal("0.002")] * 2
