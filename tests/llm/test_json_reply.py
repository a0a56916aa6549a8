"""A reply's body as events: what reads it is closed with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import httpx2

from rag.llm.json_reply import AsEvents


class WatchedBody(httpx2.AsyncByteStream):
    """A body that goes on and on, and notes in which order it is closed."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        try:
            while True:
                yield b"data: {}\n\n"
        finally:
            self.closed.append("pieces")

    async def aclose(self) -> None:
        self.closed.append("body")


async def _left_early(body: WatchedBody) -> None:
    events = AsEvents(body)
    pieces = aiter(events)
    assert await anext(pieces) == b"data: {}\n\n"
    await pieces.aclose()
    assert body.closed == []
    await events.aclose()


def test_a_reply_that_is_left_early_is_closed_at_once() -> None:
    body = WatchedBody()
    asyncio.run(_left_early(body))
    assert body.closed == ["pieces", "body"]


def test_a_reply_that_was_not_read_is_closed() -> None:
    body = WatchedBody()
    asyncio.run(AsEvents(body).aclose())
    assert body.closed == ["body"]
