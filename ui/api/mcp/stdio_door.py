"""The Model Context Protocol over the standard input and output of this process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any, cast

from mcp.server.stdio import stdio_server

from rag.service import Service
from ui.api.mcp.mcp_server import build_server

MAX_LINE = 1_000_000
"""Bytes of one message, as of a request over HTTP."""

_CHUNK = 65_536


def serve_stdio(desk: Service) -> None:
    """Answer the messages on the standard input until it ends, or this process is told to end.

    Nothing else is written to the standard output meanwhile: what would be goes to stderr.
    """
    with contextlib.suppress(BrokenPipeError):
        asyncio.run(_serve(desk))


async def _serve(desk: Service) -> None:
    server = build_server(desk)
    lines = _InputLines(sys.stdin.fileno())
    with contextlib.suppress(NotImplementedError):  # Windows ends the process by itself
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lines.end)
    try:
        async with stdio_server(stdin=cast(Any, lines)) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    except* BrokenPipeError:  # whoever asked is gone
        pass


class _InputLines:
    """The lines of a file, read on a thread of its own.

    The SDK would read on a thread for which the end of the process waits, so that Ctrl-C would do
    nothing before the next line.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._loop = asyncio.get_running_loop()
        self._read: asyncio.Queue[bytes | None] = asyncio.Queue()
        threading.Thread(target=self._follow, name="mujaz-stdin", daemon=True).start()

    def end(self) -> None:
        """End as if the file had ended."""
        self._read.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._read.get()) is not None:
            yield line.decode("utf-8", "replace")

    def _follow(self) -> None:
        rest = b""
        while chunk := self._next():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._put(line)
            if len(rest) > MAX_LINE:
                break
        self._put(None)

    def _next(self) -> bytes:
        try:
            return os.read(self._file, _CHUNK)
        except OSError:
            return b""

    def _put(self, line: bytes | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._read.put_nowait, line)
