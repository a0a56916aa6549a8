"""A response that is streamed only as long as somebody reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ui.guard.reader import READ_SECONDS, Reader
from ui.jobs.heartbeats import QUIET, with_heartbeats

COMMENT = b":\n\n"
"""What means nothing in a stream of server-sent events."""


class WatchedStream(StreamingResponse):
    """Sends the pieces of a stream, and `alive` in times of silence. One whose reader has gone, or
    does not read, is given up. `quiet` and `patience` are seconds: of silence before a sign of
    life, and that a reader may take to accept a piece.

    Starlette would watch the reader in a group of tasks that is cancelled over and over until it
    has ended: what is drawn could not be waited for, and would be closed while it runs.
    """

    def __init__(
        self,
        pieces: AsyncGenerator[bytes],
        media_type: str = "text/event-stream",
        *,
        alive: bytes = COMMENT,
        quiet: float = QUIET,
        patience: float = READ_SECONDS,
    ) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        self._pieces = _kept_alive(pieces, alive, quiet)
        super().__init__(self._pieces, media_type=media_type, headers=headers)
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reader = Reader(receive, send, seconds=self._patience)
        streaming = asyncio.ensure_future(self._stream(reader.send))
        leaving = asyncio.ensure_future(self.listen_for_disconnect(reader.receive))
        try:
            await asyncio.wait({streaming, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if streaming.done():
                streaming.result()
        finally:
            for task in (streaming, leaving):
                task.cancel()
            await asyncio.wait({streaming, leaving})

    async def _stream(self, send: Send) -> None:
        async with aclosing(self._pieces):
            await self.stream_response(send)


async def _kept_alive(
    pieces: AsyncGenerator[bytes], alive: bytes, quiet: float
) -> AsyncGenerator[bytes]:
    async with aclosing(with_heartbeats(pieces, quiet=quiet)) as beating:
        async for piece in beating:
            yield alive if piece is None else piece
