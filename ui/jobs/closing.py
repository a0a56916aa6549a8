"""The end of jobs with the server that they run in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI


def at_end(app: FastAPI, close: Callable[[], Awaitable[None]]) -> None:
    """Have `close` called when the server of an application ends."""
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with before(running) as state:
            try:
                yield state
            finally:
                await close()

    app.router.lifespan_context = lifespan
