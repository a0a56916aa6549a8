"""A stream of chunks to a client, who must read."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ui.guard.reader import READ_SECONDS
from ui.jobs.heartbeats import QUIET, with_heartbeats
from ui.jobs.watched_stream import WatchedStream

_COMMENT = b":\n\n"


class ChunkStream(WatchedStream):
    """Sends chunks as they come, and a comment where none has come for a while. A client that has
    gone, or does not read, ends the work on them. `quiet` and `patience` are seconds: of silence
    before a comment, and that a client may take to accept a chunk.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        *,
        quiet: float = QUIET,
        patience: float = READ_SECONDS,
    ) -> None:
        super().__init__(_kept_alive(chunks, quiet), "text/event-stream", patience=patience)


async def _kept_alive(chunks: AsyncGenerator[bytes], quiet: float) -> AsyncGenerator[bytes]:
    async with aclosing(with_heartbeats(chunks, quiet=quiet)) as beating:
        async for chunk in beating:
            yield _COMMENT if chunk is None else chunk
