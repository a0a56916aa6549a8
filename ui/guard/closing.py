"""The end of jobs, streams and uploads with the server that they run in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from fastapi import FastAPI

LAST_WORDS = 0.3
"""Seconds in which followers are sent the last state of a job that was stopped."""

Close = Callable[[], Awaitable[None]]


class Closing:
    """What is done when the server ends, while pages are still connected: the jobs are stopped,
    and then every request that is under way learns that its reader has gone.

    `ending` is set first, for requests that have a last word to say."""

    def __init__(self) -> None:
        self.ending = asyncio.Event()
        self._ends: list[Close] = []
        self._requests: set[asyncio.Event] = set()

    def add(self, close: Close) -> None:
        self._ends.append(close)

    @contextmanager
    def request(self) -> Iterator[asyncio.Event]:
        """Count a request as under way, and give the event that is set when it is to end."""
        gone = asyncio.Event()
        self._requests.add(gone)
        try:
            yield gone
        finally:
            self._requests.discard(gone)

    async def end(self) -> None:
        """End all of it."""
        self.ending.set()
        await asyncio.gather(*(close() for close in self._ends))
        if self._requests:
            await asyncio.sleep(LAST_WORDS)
        for gone in self._requests:
            gone.set()


def closing_of(app: FastAPI) -> Closing:
    """Return what an application does at its end; its lifespan sees to it at the latest."""
    found = getattr(app.state, "closing", None)
    if isinstance(found, Closing):
        return found
    closing = app.state.closing = Closing()
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with before(running) as state:
            try:
                yield state
            finally:
                await closing.end()

    app.router.lifespan_context = lifespan
    return closing


def at_end(app: FastAPI, close: Close) -> None:
    """Have `close` called when the server of an application ends."""
    closing_of(app).add(close)
