"""The body of a request, read whole before anything looks at it, within bounds."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import Message, Receive

from ui.guard.refusal import PageError

MAX_BODY = 1_000_000
"""Bytes. The page's largest request is a pasted article; files have a route of their own."""

BODY_SECONDS = 10.0
"""Seconds for the whole body to arrive. A megabyte takes 8 s at 1 Mbit/s."""

MOST_DROPPED = 16_000_000
"""Bytes of a refused body that are taken and dropped before the refusal is sent."""

DROP_SECONDS = 5.0
"""Seconds for that."""


async def read_body(
    receive: Receive, *, limit: int = MAX_BODY, seconds: float = BODY_SECONDS
) -> bytes:
    """Read the whole body of a request, however it is sent.

    Raises `PageError` when it is longer than `limit` bytes or takes longer than `seconds`; what
    came until then is dropped.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, limit)
    except TimeoutError:
        raise PageError("page.too_slow", status=408) from None


async def _read(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise PageError("page.busy", status=503)  # or this server ends
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > limit:
            if more:
                await drop_body(receive)
            raise PageError("page.too_long", status=413)
    return b"".join(parts)


async def drop_body(receive: Receive) -> None:
    """Take the rest of a refused body and drop it, within bounds.

    Most clients send all of a body before they read the answer. One whose connection is closed
    before that is told of a broken connection, and not why it was refused.
    """
    left = MOST_DROPPED
    with suppress(TimeoutError):
        async with asyncio.timeout(DROP_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` first and then goes on with the old one."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
