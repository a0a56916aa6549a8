from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from rag.llm.chat_stream import Chat, ReplyEnd
from rag.llm.finish_reasons import Finish
from rag.llm.model_faults import ChatFault
from rag.records import Usage

MESSAGES = [("system", "Be brief."), ("user", "Why?")]


FAILED = [
    "error",
    "abort",
    "insufficient_system_resource",
    "network_error",
    "timeout",
    "cancelled",
    "tool_calls",
    "load",
    "malformed_function_call",
    "of a new kind",
]


class Scripted(BaseChatModel):
    """A LangChain model of no provider: streams `chunks`, waiting `pause` before each."""

    chunks: list[AIMessageChunk]
    pause: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self.chunks:
            await asyncio.sleep(self.pause)
            yield ChatGenerationChunk(message=chunk)


class Whole(BaseChatModel):
    """A LangChain model that cannot stream."""

    @property
    def _llm_type(self) -> str:
        return "whole"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        message = AIMessage(content="Because.", response_metadata={"finish_reason": "stop"})
        return ChatResult(generations=[ChatGeneration(message=message)])


class Broken(Whole):
    """A LangChain model with a mistake in its program."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError


def _complete(chat: Chat, *, seconds: float = 5.0) -> tuple[str, ReplyEnd]:
    async def complete() -> tuple[str, ReplyEnd]:
        deadline = asyncio.get_running_loop().time() + seconds
        return await chat.complete(MESSAGES, deadline=deadline)

    return asyncio.run(complete())


@pytest.mark.parametrize(
    ("metadata", "finish"),
    [
        ({"finish_reason": "stop"}, "stop"),
        ({"finish_reason": "MAX_TOKENS"}, "length"),
        ({"finish_reason": "SAFETY"}, "filtered"),
        ({"stop_reason": "end_turn"}, "stop"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"stop_reason": "refusal"}, "filtered"),
        ({"done_reason": "length"}, "length"),
        ({"stopReason": "content_filtered"}, "filtered"),
        ({"finish_reason": None}, None),
        ({"finish_reason": ""}, None),
        *(({"finish_reason": one}, "stop") for one in ("eos", "eos_token", "</s>", "<|im_end|>")),
        ({"finish_reason": "max_output_tokens"}, "length"),
        *(({"finish_reason": one}, "failed") for one in FAILED),
        ({}, None),
    ],
)
def test_every_provider_says_in_its_way_how_a_reply_ended(
    metadata: dict[str, Any], finish: Finish | None
) -> None:
    last = AIMessageChunk(content=" so.", response_metadata=metadata)
    text, end = _complete(Chat(Scripted(chunks=[AIMessageChunk(content="Just"), last])))
    assert text == "Just so."
    assert end == ReplyEnd(finish, Usage(calls=1))


def test_content_in_blocks_and_usage_in_parts_are_put_together() -> None:
    first = AIMessageChunk(
        content=[
            {"type": "text", "text": "Be", "index": 0},
            {"type": "thinking", "thinking": "Hm."},
        ],
        usage_metadata={"input_tokens": 7, "output_tokens": 0, "total_tokens": 7},
    )
    last = AIMessageChunk(
        content=[{"type": "text", "text": "cause.", "index": 0}],
        usage_metadata={"input_tokens": 0, "output_tokens": 2, "total_tokens": 2},
        response_metadata={"stop_reason": "end_turn"},
    )
    assert _complete(Chat(Scripted(chunks=[first, last]))) == (
        "Because.",
        ReplyEnd("stop", Usage(7, 2, calls=1)),
    )


def test_a_model_that_cannot_stream_is_used_all_the_same() -> None:
    assert _complete(Chat(Whole())) == ("Because.", ReplyEnd("stop", Usage(calls=1)))


def test_an_empty_reply_is_only_an_end() -> None:
    assert _complete(Chat(Scripted(chunks=[AIMessageChunk(content="")]))) == (
        "",
        ReplyEnd(None, Usage(calls=1)),
    )


def test_a_silence_within_a_reply_is_bounded_and_one_before_it_by_the_deadline_only() -> None:
    model = Scripted(
        chunks=[AIMessageChunk(content="Just"), AIMessageChunk(content=" so.")], pause=0.3
    )
    assert _complete(Chat(model, stall=0.6))[0] == "Just so."
    with pytest.raises(ChatFault, match="model_slow"):
        _complete(Chat(model, stall=0.1))
    with pytest.raises(ChatFault, match="model_slow"):
        _complete(Chat(model), seconds=0.1)


def test_a_mistake_in_the_program_is_not_taken_for_a_failure_of_the_model() -> None:
    with pytest.raises(NotImplementedError):
        _complete(Chat(Broken()))
