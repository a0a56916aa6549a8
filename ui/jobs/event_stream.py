"""Streams of states to a page, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ui.guard.reader import Reader
from ui.guard.refusal import PageError
from ui.jobs.job import State

STREAMS = 256
"""Streams open at one time, of all pages."""

QUIET = 15.0
"""Seconds of silence after which a comment is sent, so that nobody takes the line for dead."""


class Streams:
    """The streams of one server, of which not too many may be open."""

    def __init__(self, *, room: int = STREAMS) -> None:
        self._room = room
        self._open = 0

    def response(self, states: AsyncGenerator[State]) -> EventStream:
        """Return a response that streams `states`. Raises `PageError` when too many are open."""
        if self._open >= self._room:
            raise PageError("page.busy", status=503)
        return EventStream(states, self._count)

    def _count(self, change: int) -> None:
        self._open += change


class EventStream(StreamingResponse):
    """Sends each state as one event; after the last one, an event `end`, upon which a page closes
    the stream. One whose reader does not read is given up."""

    def __init__(self, states: AsyncGenerator[State], count: Callable[[int], None]) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(_events(states), media_type="text/event-stream", headers=headers)
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reader = Reader(receive, send)
        self._count(1)
        try:
            await super().__call__(scope, reader.receive, reader.send)
        finally:
            self._count(-1)


async def once(state: State) -> AsyncGenerator[State]:
    """Yield one state: the stream of a job that is no longer there."""
    yield state


async def _events(states: AsyncGenerator[State]) -> AsyncIterator[bytes]:
    async with aclosing(states):
        following = asyncio.ensure_future(anext(states, None))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=QUIET)
                if not done:
                    yield b":\n\n"
                    continue
                state = following.result()
                if state is None:
                    break
                yield b"data: " + json.dumps(state).encode() + b"\n\n"
                following = asyncio.ensure_future(anext(states, None))
        finally:
            following.cancel()
            await asyncio.wait({following})
    yield b"event: end\ndata: {}\n\n"
