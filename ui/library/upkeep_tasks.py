"""Long work on the library itself: reading its feeds, checking it, mending it.

It belongs to nobody: whoever opens the page sees how far it is.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace

from rag.errors import MujazError
from rag.records import IngestReport
from rag.store.health import Health
from ui.jobs.job import Job, Jobs

TICK = 1.0
"""Seconds between two looks at how many articles there are while feeds are read."""

KEPT = 600.0
"""Seconds for which what came of a task is shown: a check of yesterday says little."""

_OWNER = "library"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TaskState:
    """How far a task is, `done` of `total` (0: not known), how many articles have come in since it
    began, and what came of it. `fault` is "" where it failed for a reason that nobody knows."""

    running: bool = True
    done: int = 0
    total: int = 0
    more: int = 0
    report: IngestReport | None = None
    health: Health | None = None
    fault: str | None = None


Told = Callable[[int, int], None]
Task = Callable[[Told, threading.Event], TaskState]
"""Does the work in a thread of its own and returns its last state; is to end soon when the event
is set."""


class UpkeepTasks:
    """The tasks at work or in line, one at a time, and the last state of each kind."""

    def __init__(self, count: Callable[[], int]) -> None:
        """Take what counts the articles of the library."""
        self._count = count
        self._jobs = Jobs("upkeep", parallel=1, each=20, unwatched=None)
        self._running: dict[str, Job] = {}
        self._stops: dict[str, threading.Event] = {}
        self._last: dict[str, tuple[float, TaskState]] = {}

    def is_running(self, kind: str) -> bool:
        return kind in self._running

    def stop(self, kind: str) -> None:
        """Have a task of a kind end early, if one is at work."""
        if kind in self._stops:
            self._stops[kind].set()

    @property
    def work(self) -> Jobs:
        """Return the tasks as work of the server."""
        return self._jobs

    async def close(self) -> None:
        """Have all tasks end early, with the server."""
        for stop in self._stops.values():
            stop.set()
        await self._jobs.close()

    def start(self, kind: str, task: Task) -> None:
        """Do a task when the ones before it are done."""
        stop = threading.Event()

        async def work(job: Job) -> None:
            try:
                state = await self._do(job, task, stop)
                self._last[kind] = (time.monotonic(), state)
                job.tell({"state": state})
            finally:
                if self._running.get(kind) is job:
                    del self._running[kind], self._stops[kind]

        first = {"state": TaskState()}
        self._running[kind] = self._jobs.start(secrets.token_hex(8), _OWNER, first, work)
        self._stops[kind] = stop

    async def follow(self, kind: str) -> AsyncGenerator[TaskState]:
        """Yield the states of the newest task of a kind, or the last one of the one before."""
        job = self._running.get(kind)
        if job is None:
            when, last = self._last.get(kind, (-KEPT, None))
            if last is not None and time.monotonic() - when < KEPT:
                yield last
            return
        async for state in job.follow():
            yield state["state"]

    async def _do(self, job: Job, task: Task, stop: threading.Event) -> TaskState:
        loop = asyncio.get_running_loop()
        before = await asyncio.to_thread(self._count)

        def tell(done: int, total: int) -> None:
            loop.call_soon_threadsafe(show, {"done": done, "total": total})

        def show(changes: dict[str, int]) -> None:
            job.tell({"state": replace(job.state["state"], **changes)})

        working = asyncio.ensure_future(asyncio.to_thread(task, tell, stop))
        while not (await asyncio.wait({working}, timeout=TICK))[0]:
            now = await asyncio.to_thread(self._count)
            if now - before != job.state["state"].more:
                show({"more": now - before})
        error = working.exception()
        if error is None:
            return working.result()
        if isinstance(error, MujazError):
            return TaskState(running=False, fault=str(error))
        _log.error("a task failed unexpectedly", exc_info=error)
        return TaskState(running=False, fault="")
