"""What probes ask: whether the process answers, and whether its library can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from rag.errors import MujazError
from rag.service import Service
from ui.guard.closing import Closing

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds that a probe waits for the library, which may be writing thousands of articles or open
its index for the first time."""


class Probes:
    """Asks one library for its probes. However many come, one thread at most waits for it."""

    def __init__(self, desk: Service, closing: Closing) -> None:
        self._closing = closing
        self._articles = _Look(desk.count)
        self._unready = _Look(desk.unready)

    async def articles(self) -> int | None:
        """Return how many articles there are, or were when that could last be read; None where it
        never could."""
        await self._articles.look()
        return self._articles.seen

    async def unready(self) -> list[str]:
        """Return what cannot be used now, by its name: `ending` for the server itself, and the
        parts of the library."""
        if self._closing.has_begun:
            return ["ending"]
        if not await self._unready.look():
            return ["library"]
        return list(self._unready.seen or ())


class _Look(Generic[T]):
    """A question to the library that is asked once at a time. `seen` is the last answer."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._asking: asyncio.Future[T] | None = None
        self.seen: T | None = None

    async def look(self) -> bool:
        """Ask, and tell whether an answer came in time."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(asyncio.to_thread(self._ask))
        asking = self._asking
        await asyncio.wait({asking}, timeout=PATIENCE)
        if not asking.done():
            return False
        try:
            self.seen = asking.result()
        except MujazError:
            return False
        return True
