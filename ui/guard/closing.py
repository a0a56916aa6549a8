"""The end of jobs, streams and uploads with the server that they run in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import FastAPI

LAST_WORDS = 0.3
"""Seconds in which followers are sent the last state of a job that was stopped, and requests end by
themselves that have learned of the end."""

LOOK = 0.05
"""Seconds between two looks at what is still under way."""

Close = Callable[[], Awaitable[None]]


class Work(Protocol):
    """What is done behind the requests, such as the answers of the page."""

    @property
    def kind(self) -> str:
        """Return its name in figures."""

    @property
    def is_awaited(self) -> bool:
        """Tell whether it soon comes to its end, for which the end of the server waits."""

    @property
    def under_way(self) -> tuple[int, int]:
        """Return how many pieces are at work, and how many wait in line."""

    def admit_no_more(self) -> None:
        """Begin nothing more."""


@dataclass(eq=False, slots=True)
class RequestUnderWay:
    """A request that is being answered. `gone` is set when it is to end, with the server."""

    is_awaited: bool
    task: asyncio.Task[Any] | None
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Closing:
    """What is done when the server ends, while pages are still connected.

    First nothing new is begun, and answers come to their end (`drain`). Then `ending` is set, for
    requests that have a last word to say, and the jobs are stopped; every request that is under way
    learns that its reader has gone, and one that does not end even so is cancelled (`end`).
    """

    def __init__(self) -> None:
        self.ending = asyncio.Event()
        self._ends: list[Close] = []
        self._requests: set[RequestUnderWay] = set()
        self.is_hurried = False
        self.works: list[Work] = []
        self.has_begun = False

    def add(self, close: Close) -> None:
        self._ends.append(close)

    @contextmanager
    def request(self, *, is_awaited: bool = False) -> Iterator[RequestUnderWay]:
        """Count a request as under way. The end of the server waits for one that `is_awaited`."""
        one = RequestUnderWay(is_awaited, asyncio.current_task())
        self._requests.add(one)
        try:
            yield one
        finally:
            self._requests.discard(one)

    @property
    def is_busy(self) -> bool:
        """Tell whether there is something under way that soon comes to its end."""
        return any(one.is_awaited for one in self._requests) or any(
            any(work.under_way) for work in self.works if work.is_awaited
        )

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, and wait for what soon comes to its end, so many seconds at most."""
        self.has_begun = True
        for work in self.works:
            if work.is_awaited:
                work.admit_no_more()
        until = asyncio.get_running_loop().time() + seconds
        while self.is_busy and not self.is_hurried and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(LOOK)

    def hurry(self) -> None:
        """Wait no longer. May be called in a signal handler."""
        self.is_hurried = True

    async def end(self) -> None:
        """End all of it."""
        self.has_begun = True
        self.ending.set()
        await asyncio.gather(*(close() for close in self._ends))
        if self._requests:
            await asyncio.sleep(LAST_WORDS)
        for one in self._requests:
            one.gone.set()
        tasks = {one.task for one in self._requests if one.task is not None}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_WORDS)
            for task in late:
                task.cancel()


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


def at_end(app: FastAPI, close: Close, *works: Work) -> None:
    """Have `close` called when the server of an application ends, which stops these `works`."""
    closing = closing_of(app)
    closing.add(close)
    closing.works.extend(works)
