"""Answers with lines of JSON, as they come."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ui.guard.reader import Reader
from ui.jobs.heartbeats import with_heartbeats

_ALIVE = b"{}\n"


class LineStream(StreamingResponse):
    """Sends each line, and in times of silence an empty object. One whose reader does not read is
    given up."""

    def __init__(self, lines: AsyncGenerator[bytes]) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(_alive(lines), media_type="application/x-ndjson", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reader = Reader(receive, send)
        await super().__call__(scope, reader.receive, reader.send)


async def _alive(lines: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    async for line in with_heartbeats(lines):
        yield _ALIVE if line is None else line
