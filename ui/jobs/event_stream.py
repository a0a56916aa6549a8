"""Streams of events, as server-sent events (WHATWG HTML, section 9.2).

The page is sent states of jobs (`Streams.response`); programs are sent events that have a name
(`Streams.named`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import TypeVar

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from ui.guard.refusal import PageError
from ui.jobs.job import State
from ui.jobs.watched_stream import WatchedStream
from ui.person import ANYBODY, named

STREAMS = 256
"""Streams open at one time, of all pages."""

EACH = 64
"""Streams of one person who has signed in: many windows, and still room for others."""

Item = TypeVar("Item")

NamedEvent = tuple[str, object]
"""The name of an event, and its data."""

_PAGE_END = b"event: end\ndata: {}\n\n"


class Streams:
    """The streams of one server, of which not too many may be open."""

    def __init__(self, *, room: int = STREAMS, each: int | None = None) -> None:
        """`each` is how many a person who has signed in may have open; None stands for all."""
        self._room = room
        self._each = each
        self._open = 0
        self._of: Counter[str] = Counter()

    def response(self, states: AsyncGenerator[State]) -> EventStream:
        """Return a response that streams `states`, each as one event without a name; after the
        last one comes an event `end`, upon which a page closes the stream.

        Raises `PageError` when too many are open.
        """
        return self._pieces(_events(states, _state_written, _PAGE_END))

    def named(self, events: AsyncGenerator[NamedEvent]) -> EventStream:
        """Return a response that streams events with their names. Raises `PageError` when too many
        are open."""
        return self._pieces(_events(events, _event_written, b""))

    def check_room(self) -> None:
        """Raise `PageError` when too many are open."""
        if self._open >= self._room:
            raise PageError("page.busy", status=503)

    def _pieces(self, pieces: AsyncGenerator[bytes]) -> EventStream:
        self.check_room()
        return EventStream(pieces, self)

    def is_full_for(self, person: str) -> bool:
        """Tell whether a person has as many open as they may have."""
        return self._each is not None and person != ANYBODY.name and self._of[person] >= self._each

    @contextmanager
    def place(self, person: str) -> Iterator[None]:
        """Count a stream of a person as open for the block."""
        self._open += 1
        self._of[person] += 1
        try:
            yield
        finally:
            self._open -= 1
            self._of[person] -= 1
            if not self._of[person]:
                del self._of[person]


class EventStream(WatchedStream):
    """Sends the pieces of a stream to a person who has not too many open."""

    def __init__(self, pieces: AsyncGenerator[bytes], streams: Streams) -> None:
        super().__init__(pieces)
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        person = named(scope) or ANYBODY.name
        if self._streams.is_full_for(person):
            refusal = PageError("page.too_much", status=429).response(HTTPConnection(scope))
            await refusal(scope, receive, send)
            return
        with self._streams.place(person):
            await super().__call__(scope, receive, send)


async def once(state: State) -> AsyncGenerator[State]:
    """Yield one state: the stream of a job that is no longer there."""
    yield state


def _state_written(state: State) -> bytes:
    return b"data: " + json.dumps(state).encode() + b"\n\n"


def _event_written(event: NamedEvent) -> bytes:
    name, data = event
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def _events(
    items: AsyncGenerator[Item], written: Callable[[Item], bytes], last: bytes
) -> AsyncGenerator[bytes]:
    async with aclosing(items):
        async for item in items:
            yield written(item)
    if last:
        yield last
