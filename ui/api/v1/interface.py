"""What the routes of the HTTP interface share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from rag.service import Service
from ui.api.v1.request_bodies import PageQuery
from ui.evaluation.run_jobs import RunJobs
from ui.guard.audit import note_change
from ui.guard.closing import Closing
from ui.guard.places import Places
from ui.jobs.event_stream import Streams

Item = TypeVar("Item")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)

STREAMS = 512
"""Streams open at one time: as many as may be at work or in line (`ui.guard.places`)."""


FETCHING = 4
"""Requests at one time that ask other servers; each may take half a minute."""


@dataclass(frozen=True)
class Interface:
    """The library, and what its programs share. One change is made at a time: others wait without
    holding a thread."""

    desk: Service
    places: Places
    closing: Closing
    runs: RunJobs
    streams: Streams = field(default_factory=lambda: Streams(room=STREAMS))
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _fetching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FETCHING))

    async def change(self, work: Callable[[], Result]) -> Result:
        """Change the library, beside the event loop."""
        async with self._writing:
            return await run_in_threadpool(work)

    async def fetch(self, work: Callable[[], Result]) -> Result:
        """Do what asks other servers, beside the event loop."""
        async with self._fetching:
            return await run_in_threadpool(work)

    def afterwards(self, work: Callable[[], object]) -> None:
        """Do something beside the event loop that nobody waits for; a fault goes to the log."""
        future = asyncio.get_running_loop().run_in_executor(None, work)
        future.add_done_callback(_log_fault)

    async def note(self, request: Request, action: str, subjects: Iterable[str]) -> None:
        """Write down that whoever asks has changed something."""
        await run_in_threadpool(note_change, self.desk, request, action, subjects)


def _log_fault(done: asyncio.Future[object]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        _log.warning("what came of a question was not kept: %s", error)


def next_page(request: Request, *, limit: int, offset: int, more: bool) -> str | None:
    """Return the address of the next part of a list; None after the last one."""
    if not more:
        return None
    others = [pair for pair in request.query_params.multi_items() if pair[0] != "offset"]
    query = urlencode([*others, ("offset", offset + limit)])
    return f"{request.url.path}?{query}"


def part_of(
    found: Sequence[Item], request: Request, query: PageQuery
) -> tuple[Sequence[Item], str | None]:
    """Return a part of a list that is there as a whole, and the address of the next one."""
    end = query.offset + query.limit
    more = end < len(found)
    following = next_page(request, limit=query.limit, offset=query.offset, more=more)
    return found[query.offset : end], following
