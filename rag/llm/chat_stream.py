"""Streams a chat model's reply within bounded time, and turns all failures into one exception."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, Self, cast

from rag.llm.finish_reasons import Finish, finish_of
from rag.llm.metering import Meter, Price
from rag.llm.model_faults import ChatFault, ChatFaultKind, classify
from rag.llm.tuning import STALL_SECONDS
from rag.protocols import TokenCounter
from rag.records import Usage
from rag.tracing.steps import OpenStep, stepped

Messages = list[tuple[str, str]]

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


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that has begun: its first piece, and an iterator over the rest, to be closed."""

    first: str | ReplyEnd
    rest: AsyncGenerator[str | ReplyEnd]
    meter: Meter

    @property
    def usage(self) -> Usage:
        """Return what was used up to now, also of a reply that is left before its end."""
        return self.meter.usage


class Chat:
    """A chat model as the writers use it.

    A model that refuses a temperature is asked again without one. Once a reply has begun, `stall`
    is the longest silence, in seconds. `price` is for servers that report tokens but no cost,
    `counter` estimates the tokens that a server does not report.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        stall: float = STALL_SECONDS,
        price: Price | None = None,
        counter: TokenCounter | None = None,
    ) -> None:
        self._model = model
        self._stall = stall
        self._price = price
        self._counter = counter

    async def open(
        self, messages: Messages, *, deadline: float, spent: Usage | None = None
    ) -> Reply:
        """Send the messages and wait for the reply to begin.

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

    async def complete(
        self,
        messages: Messages,
        *,
        deadline: float,
        enough: Callable[[str], bool] = lambda _: False,
    ) -> tuple[str, ReplyEnd]:
        """Return the whole reply and its end. Raises `ChatFault`.

        `enough` is given each piece; once it is True, nothing more is read, and the reply counts as
        one that reached its length.
        """
        reply = await self.open(messages, deadline=deadline)
        texts, part = [], reply.first
        async with aclosing(reply.rest):
            while isinstance(part, str):
                texts.append(part)
                if enough(part):
                    return "".join(texts), ReplyEnd("length", reply.usage)
                part = await anext(reply.rest)
        return "".join(texts), part

    async def _begin(self, messages: Messages, deadline: float, spent: Usage) -> Reply:
        sent = [text for _, text in messages]
        meter = Meter(self._price, spent=spent, counter=self._counter, sent=sent)
        pieces = _stream(self._model, messages, meter, deadline=deadline, stall=self._stall)
        stream = stepped("model", pieces, _end, last=partial(_note, meter))
        return Reply(await anext(stream), stream, meter)


def _end(step: OpenStep, piece: str | ReplyEnd) -> None:
    step.is_whole = isinstance(piece, ReplyEnd)


def _note(meter: Meter, step: OpenStep, error: BaseException | None) -> None:
    """Note what a call used, and what was wrong with it."""
    used = meter.own
    step.note(
        prompt_tokens=used.prompt_tokens,
        completion_tokens=used.completion_tokens,
        dollars=None if used.cost is None else float(used.cost),
        kind=error.kind if isinstance(error, ChatFault) else None,
    )


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
            finish = finish or finish_of(chunk.response_metadata)
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
