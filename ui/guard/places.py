"""Places at work: how many questions of programs are worked on at one time, and for whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ui.guard.refusal import PageError

AT_WORK = 8
"""Questions and briefs of programs at work at one time. One takes a core without a model, and
mostly waits with one."""

EACH_AT_WORK = 4
"""Of one person; the others of that person wait, so that nobody keeps everybody waiting."""

EACH_WAITING = 256
"""At work or in line, of one person."""

ALL_WAITING = 512
"""At work or in line, of all."""


class Places:
    """The places of one server, used within its event loop."""

    def __init__(
        self,
        *,
        at_work: int = AT_WORK,
        each_at_work: int = EACH_AT_WORK,
        each_waiting: int = EACH_WAITING,
        all_waiting: int = ALL_WAITING,
    ) -> None:
        self._at_work = asyncio.Semaphore(at_work)
        self._each_at_work = each_at_work
        self._each_waiting = each_waiting
        self._all_waiting = all_waiting
        self._lines: dict[str, asyncio.Semaphore] = {}
        self._waiting: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Return how many are at work or in line."""
        return self._waiting.total()

    def check_room(self, person: str) -> None:
        """Raise `PageError` where too many wait already: 429 where they are the person's own, else
        503."""
        if self._waiting[person] >= self._each_waiting:
            raise PageError("page.too_much", status=429)
        if self.taken >= self._all_waiting:
            raise PageError("page.busy", status=503)

    @asynccontextmanager
    async def of(self, person: str) -> AsyncIterator[None]:
        """Wait for a place of a person, and keep it for the block.

        Raises `PageError`, before it waits, as `check_room` does.
        """
        self.check_room(person)
        self._waiting[person] += 1
        line = self._lines.setdefault(person, asyncio.Semaphore(self._each_at_work))
        try:
            async with line, self._at_work:
                yield
        finally:
            self._waiting[person] -= 1
            if not self._waiting[person]:
                del self._waiting[person], self._lines[person]
