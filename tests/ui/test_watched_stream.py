from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.types import Message

from ui.jobs.watched_stream import COMMENT, WatchedStream

SCOPE = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}}


class Client:
    """The two ends of a connection, of which the reading one may be blocked."""

    def __init__(self, *, reads: bool = True) -> None:
        self.bodies: list[bytes] = []
        self._reads = reads

    async def receive(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError("it stays")

    async def send(self, message: Message) -> None:
        if not self._reads:
            await asyncio.Event().wait()
        self.bodies.append(message.get("body", b""))


class Work:
    """Two chunks, the second of which waits until it is let come; `ended` is set at its end."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.ended = asyncio.Event()

    async def chunks(self) -> AsyncGenerator[bytes]:
        try:
            yield b"first"
            await self.let.wait()
            yield b"second"
        finally:
            self.ended.set()


def test_a_comment_breaks_the_silence() -> None:
    async def run() -> list[bytes]:
        client, work = Client(), Work()
        stream = WatchedStream(work.chunks(), quiet=0.001)
        sending = asyncio.create_task(stream(SCOPE, client.receive, client.send))
        while COMMENT not in client.bodies:
            await asyncio.sleep(0)
        work.let.set()
        await sending
        return client.bodies

    bodies = asyncio.run(run())
    assert [one for one in bodies if one not in (b"", COMMENT)] == [b"first", b"second"]


def test_the_work_ends_for_a_client_that_does_not_read() -> None:
    async def run() -> None:
        client, work = Client(reads=False), Work()
        await WatchedStream(work.chunks(), patience=0.001)(SCOPE, client.receive, client.send)
        assert work.ended.is_set()
        assert client.bodies == []

    asyncio.run(asyncio.wait_for(run(), 5))
