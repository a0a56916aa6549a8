"""A stream of chunks to a client, who must read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ui.guard.reader import READ_SECONDS, Reader

QUIET = 15.0
"""Seconds of silence after which a comment is sent, so that nobody takes the line for dead."""

_Inbox = asyncio.Queue[bytes | None]


class ChunkStream(StreamingResponse):
    """Sends chunks as they come, and a comment where none has come for a while. A client that has
    gone, or does not read, ends the work on them. `quiet` and `patience` are seconds: of silence
    before a comment, and that a client may take to accept a chunk.

    The work is a task of its own: what sends is cancelled at each of its steps when the client has
    gone, and could not clean up.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        *,
        quiet: float = QUIET,
        patience: float = READ_SECONDS,
    ) -> None:
        self._patience = patience
        self._chunks = chunks
        self._inbox: _Inbox = asyncio.Queue()
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(
            _kept_alive(self._inbox, quiet), media_type="text/event-stream", headers=headers
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reader = Reader(receive, send, seconds=self._patience)
        working = asyncio.create_task(self._work())
        try:
            await super().__call__(scope, reader.receive, reader.send)
        finally:
            working.cancel()
            await asyncio.wait({working})

    async def _work(self) -> None:
        try:
            async with aclosing(self._chunks) as chunks:
                async for chunk in chunks:
                    self._inbox.put_nowait(chunk)
        finally:
            self._inbox.put_nowait(None)


async def _kept_alive(inbox: _Inbox, quiet: float) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(quiet):
                chunk = await inbox.get()
        except TimeoutError:
            chunk = b":\n\n"
        if chunk is None:
            return
        yield chunk
