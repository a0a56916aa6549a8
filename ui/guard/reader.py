"""A reader of a stream, who must read."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive, Send

READ_SECONDS = 10.0
"""Seconds that a reader may take before it accepts the next piece of a stream. The server and
the connection hold back more than 64 KB by then, a long answer's last half a minute."""


class Reader:
    """The two ends of a connection. To the application, one that does not read has gone away."""

    def __init__(self, receive: Receive, send: Send, *, seconds: float = READ_SECONDS) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._gone = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Send the message; drop it when the reader has gone or does not take it in time."""
        if self._gone.is_set():
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError:
            self._gone.set()

    async def receive(self) -> Message:
        """Return the next message of the reader, or the message that the reader has gone."""
        return await received_unless(self._gone, self._receive)


async def received_unless(gone: asyncio.Event, receive: Receive) -> Message:
    """Return the next message of a reader, or that it has gone as soon as `gone` is set."""
    leaving = asyncio.create_task(gone.wait())
    said = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({leaving, said}, return_when=asyncio.FIRST_COMPLETED)
        return said.result() if said.done() else {"type": "http.disconnect"}
    finally:
        leaving.cancel()
        said.cancel()
