"""Answers with lines of JSON, as they come."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ui.jobs.heartbeats import with_heartbeats
from ui.jobs.watched_stream import WatchedStream

_ALIVE = b"{}\n"


class LineStream(WatchedStream):
    """Sends each line, and in times of silence an empty object. One whose reader does not read is
    given up."""

    def __init__(self, lines: AsyncGenerator[bytes]) -> None:
        super().__init__(_alive(lines), "application/x-ndjson")


async def _alive(lines: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(with_heartbeats(lines)) as beating:
        async for line in beating:
            yield _ALIVE if line is None else line
