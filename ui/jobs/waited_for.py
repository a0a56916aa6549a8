"""Work that goes on only as long as somebody waits for what comes of it, and the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from ui.guard.refusal import PageError
from ui.jobs.stream import StreamRun

Item = TypeVar("Item")
Result = TypeVar("Result")


async def drawn(
    start: Callable[[], AsyncGenerator[Item]], ending: asyncio.Event
) -> AsyncGenerator[Item]:
    """Yield the items of an async generator, which a task of its own draws, so that it can be left
    at any moment. Raises what it raises, and `PageError` when the server ends before it does."""
    run = StreamRun(start, ending, pace=lambda: 0.0)
    async with aclosing(run.batches()) as batches:
        async for batch in batches:
            for item in batch:
                yield item
    if run.failure is not None:
        raise run.failure
    if ending.is_set():
        raise PageError("api.ending", status=503)


async def waited_for(
    request: Request, work: Coroutine[Any, Any, Result], ending: asyncio.Event
) -> Result:
    """Return what comes of some work, whose request has been read to its end.

    It is cancelled as soon as the client has gone (`ClientDisconnect`) or the server ends
    (`PageError`).
    """
    working = asyncio.ensure_future(work)
    leaving = [asyncio.ensure_future(one) for one in (_gone(request), ending.wait())]
    try:
        await asyncio.wait({working, *leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        if ending.is_set():
            raise PageError("api.ending", status=503)
        raise ClientDisconnect
    finally:
        for task in (working, *leaving):
            task.cancel()
        await asyncio.wait({working, *leaving})


async def _gone(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
