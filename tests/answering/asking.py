"""A model writer on the scripted server, and what it says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rag.answering.model_answer import ModelWriter
from rag.errors import ModelError
from rag.llm.chat_models import open_chat_model
from rag.protocols import WriterEvent, WriterReport, WritingTask
from rag.records import Sentence
from tests.answering.samples import MOON, TROOPS, WordCounter, task_of
from tests.factories import ANALYZER
from tests.openai_server import API_KEY, OpenAIServer

NAME = "openai:scripted"
REPLY = "Japan hosts 54,000 soldiers [1]. A probe will stay on the Moon for a year [2][7]."


def writer_on(server: OpenAIServer, *, timeout: float = 20.0, **options: Any) -> ModelWriter:
    model = open_chat_model(NAME, api_key=API_KEY, base_url=server.base_url, timeout=timeout)
    return ModelWriter(
        model, name=NAME, counter=WordCounter(), timeout=timeout, **options, analyzer=ANALYZER
    )


def events_of(writer: ModelWriter, task: WritingTask | None = None) -> list[WriterEvent]:
    async def collect() -> list[WriterEvent]:
        return [event async for event in writer.astream(task or task_of(TROOPS, MOON))]

    return asyncio.run(collect())


def parts(events: list[WriterEvent]) -> tuple[str, list[Sentence], WriterReport]:
    """The text, the sentences and the report."""
    *before, report = events
    assert isinstance(report, WriterReport)
    text = "".join(event for event in before if isinstance(event, str))
    return text, [event for event in before if isinstance(event, Sentence)], report


def report_of(writer: ModelWriter, task: WritingTask | None = None) -> WriterReport:
    return parts(events_of(writer, task))[2]


def failure_of(writer: ModelWriter, task: WritingTask | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        events_of(writer, task)
    return caught.value


def prompt(server: OpenAIServer, request: int = -1) -> str:
    return "\n".join(message["content"] for message in server.requests[request].body["messages"])
