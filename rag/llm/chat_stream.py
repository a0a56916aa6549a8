"""Streams a chat model's reply within bounded time, and turns all failures into one exception."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, cast

from rag.llm.metering import Meter, Price
from rag.llm.model_faults import ChatFault, ChatFaultKind, classify
from rag.llm.tuning import STALL_SECONDS
from rag.records import Usage

Finish = Literal["stop", "length", "filtered"]
Messages = list[tuple[str, str]]

_FINISH_KEYS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
_LENGTH = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
_FILTERED = frozenset({"content_filter", "content_filtered", "safety", "refusal", "recitation"})
_log = logging.getLogger(__name__)


class ChatModel(Protocol):
    """The part of LangChain's `BaseChatModel` that is used."""

    def astream(self, input: Any, /) -> AsyncIterator[Any]: ...  # noqa: A002 (LangChain's name)

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self: ...


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """The end of a reply.

    `finish` is None when the server did not say that the reply is complete; `usage` counts
    everything that was sent to get it.
    """

    finish: Finish | None
    usage: Usage


class Chat:
    """A chat model as the writers use it.

    A model that refuses a temperature is asked again without one. Once a reply has begun, `stall`
    is the longest silence, in seconds. `price` is for servers that report tokens but no cost.
    """

    def __init__(
        self, model: ChatModel, *, stall: float = STALL_SECONDS, price: Price | None = None
    ) -> None:
        self._model = model
        self._stall = stall
        self._price = price

    async def open(
        self, messages: Messages, *, deadline: float, spent: Usage | None = None
    ) -> tuple[str | ReplyEnd, AsyncGenerator[str | ReplyEnd]]:
        """Send the messages and wait for the reply to begin.

        Returns the first piece of the reply and an iterator over the rest, which must be closed.
        `deadline` is in the event loop's time; `spent` was used before and is added to the usage.
        Raises `ChatFault`.
        """
        try:
            return await self._begin(messages, deadline, spent or Usage())
        except ChatFault as fault:
            if fault.kind != "model_temperature":
                raise
            spent = fault.usage
        self._model = self._model.model_copy(update={"temperature": None})
        return await self._begin(messages, deadline, spent)

    async def complete(self, messages: Messages, *, deadline: float) -> tuple[str, ReplyEnd]:
        """Return the whole reply and its end. Raises `ChatFault`."""
        first, rest = await self.open(messages, deadline=deadline)
        async with aclosing(rest):
            parts = [first, *[part async for part in rest]]
        text = "".join(part for part in parts if isinstance(part, str))
        return text, next(part for part in parts if isinstance(part, ReplyEnd))

    async def _begin(
        self, messages: Messages, deadline: float, spent: Usage
    ) -> tuple[str | ReplyEnd, AsyncGenerator[str | ReplyEnd]]:
        meter = Meter(self._price, spent=spent)
        stream = _stream(self._model, messages, meter, deadline=deadline, stall=self._stall)
        return await anext(stream), stream


async def _stream(
    model: ChatModel, messages: Messages, meter: Meter, *, deadline: float, stall: float
) -> AsyncGenerator[str | ReplyEnd]:
    """Yield the pieces of a reply, none of them empty, then its `ReplyEnd`. Raises `ChatFault`."""
    finish: Finish | None = None
    chunks = cast(AsyncGenerator[Any], model.astream(messages))
    async with aclosing(chunks):
        patience = deadline  # a model may be loaded or think before its first word
        while (chunk := await _next(chunks, patience)) is not None:
            if isinstance(chunk, str):
                raise ChatFault(cast(ChatFaultKind, chunk), meter.usage)
            patience = min(deadline, asyncio.get_running_loop().time() + stall)
            finish = finish or _finish(chunk.response_metadata)
            meter.read(chunk)
            if text := str(chunk.text):
                yield text
    yield ReplyEnd(finish, meter.usage)


async def _next(chunks: AsyncGenerator[Any], until: float) -> Any:
    """Return the next chunk, None at the end, or the kind of fault that ended the reply.

    This is the one place where a vendor's errors are translated. No exception is raised from them,
    not even with them as context: their text can repeat a key.
    """
    try:
        async with asyncio.timeout_at(until):
            return await anext(chunks, None)
    except Exception as error:
        kind = classify(error)
        if kind is None:
            raise
        status = getattr(error, "status_code", None)
        _log.warning("chat model: %s (%s, status %s)", kind, type(error).__name__, status)
        return kind


def _finish(metadata: Mapping[str, Any]) -> Finish | None:
    """Return why a reply ended, from the metadata of one chunk; None while it goes on."""
    reason = next((metadata[key] for key in _FINISH_KEYS if metadata.get(key)), None)
    if reason is None:
        return None
    word = str(getattr(reason, "value", reason)).lower()
    if word in _LENGTH:
        return "length"
    return "filtered" if word in _FILTERED else "stop"
