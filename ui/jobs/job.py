"""Work that goes on while nobody looks at it, and can be looked at from anywhere.

A job is an answer being written, a brief being made, files being read. It belongs to a person, not
to a connection: a page that was reloaded, or a second device, follows the same job from where it
is. Everything here runs in one event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from ui.guard.refusal import PageError
from ui.person import ANYBODY

EVERY = 0.15
"""Seconds between two states that one follower is sent, at least."""

UNWATCHED = 30.0
"""Seconds after which a job is stopped that nobody follows: long enough for a page to be reloaded
or a telephone to change its network; what was made by then is kept by the job itself."""

KEPT = 60.0
"""Seconds for which the last state of a finished job can still be had."""

ENDING = 1.5
"""Seconds that jobs get to end when the server does."""

JOBS = 192
"""Jobs at work or waiting, of all people."""

State = dict[str, Any]
"""What followers are sent, as JSON: the newest state says all that a page has to show."""

_log = logging.getLogger(__name__)


class Job:
    """One piece of work. `state` is its newest state; `stop` is set when it is to end early."""

    def __init__(self, name: str, person: str, state: State) -> None:
        self.name = name
        self.person = person
        self.state = state
        self.done = False
        self.stop = asyncio.Event()
        self._changed = asyncio.Event()
        self._followers = 0
        self._patience: float | None = None
        self._alone: asyncio.TimerHandle | None = None

    def tell(self, state: State) -> None:
        """Replace the state; followers are sent the newest one when they are ready for it."""
        self.state = state
        self._wake()

    async def follow(self) -> AsyncGenerator[State]:
        """Yield the present state and then newer ones, until the job is done.

        A follower that is slow misses states in between, never the last one.
        """
        self._came()
        try:
            while True:
                changed, done = self._changed, self.done
                yield self.state
                if done:
                    return
                await changed.wait()
                await asyncio.sleep(0 if self.done else EVERY)
        finally:
            self._left()

    def finish(self) -> None:
        self.done = True
        if self._alone is not None:
            self._alone.cancel()
        self._wake()

    def watch(self, patience: float) -> None:
        """Stop the job when nobody has followed it for so many seconds."""
        self._patience = patience
        self._wait_alone()

    def _came(self) -> None:
        self._followers += 1
        if self._alone is not None:
            self._alone.cancel()
            self._alone = None

    def _left(self) -> None:
        self._followers -= 1
        if not self._followers and not self.done:
            self._wait_alone()

    def _wait_alone(self) -> None:
        if self._patience is not None:
            loop = asyncio.get_running_loop()
            self._alone = loop.call_later(self._patience, self.stop.set)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


Work = Callable[[Job], Awaitable[None]]
"""Does the job: tells its states, heeds its `stop`, and keeps what came of it."""


class Jobs:
    """The jobs of a kind, of which `parallel` are at work at one time; more wait in line.

    `kind` is their name in figures. `each` is how many a person may have at work or waiting;
    without sign-in all readers are one person, who may have `of_anybody`. The end of the server
    waits for jobs that are `is_awaited`, which soon come to their own.
    """

    def __init__(
        self,
        kind: str,
        *,
        parallel: int,
        each: int = 8,
        of_anybody: int | None = None,
        room: int = JOBS,
        unwatched: float | None = UNWATCHED,
        is_awaited: bool = False,
    ) -> None:
        self.kind = kind
        self.is_awaited = is_awaited
        self._admits = True
        self._places = asyncio.Semaphore(parallel)
        self._at_work = 0
        self._each = each
        self._of_anybody = each if of_anybody is None else of_anybody
        self._room = room
        self._unwatched = unwatched
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, person: str, state: State, work: Work) -> Job:
        """Begin a job under a name that no other has. Raises `PageError` if there is no room.

        `unwatched` None lets it go on without followers, as for files that are being read.
        """
        self.check_room(person)
        job = self._jobs[name] = Job(name, person, state)
        if self._unwatched is not None:
            job.watch(self._unwatched)
        task = asyncio.get_running_loop().create_task(self._run(job, work))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return job

    def check_room(self, person: str) -> None:
        """Raise `PageError` if a person can begin no other job now, or nobody can any more."""
        if not self._admits:
            raise PageError("api.ending", status=503)
        running = [job for job in self._jobs.values() if not job.done]
        most = self._of_anybody if person == ANYBODY.name else self._each
        if sum(job.person == person for job in running) >= most:
            raise PageError("page.too_much", status=429)
        if len(running) >= self._room:
            raise PageError("page.busy", status=503)

    def get(self, name: str, person: str) -> Job | None:
        """Return the job of that name and person, also a little after it is done."""
        job = self._jobs.get(name)
        return job if job is not None and job.person == person else None

    def find(self, name: str) -> Job | None:
        """Return the job of that name, whoever's it is."""
        return self._jobs.get(name)

    def of(self, person: str) -> list[Job]:
        """Return the jobs of a person that are not done, oldest first."""
        return [job for job in self._jobs.values() if job.person == person and not job.done]

    @property
    def under_way(self) -> tuple[int, int]:
        """Return how many jobs are at work, and how many wait in line."""
        return self._at_work, len(self._tasks) - self._at_work

    def admit_no_more(self) -> None:
        """Begin no more jobs."""
        self._admits = False

    async def close(self) -> None:
        """Stop all jobs and wait for them, so many seconds at most."""
        for job in self._jobs.values():
            job.stop.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=ENDING)
            for task in late:
                task.cancel()

    async def _run(self, job: Job, work: Work) -> None:
        try:
            async with self._places:
                self._at_work += 1
                try:
                    await work(job)
                finally:
                    self._at_work -= 1
        finally:
            job.finish()
            loop = asyncio.get_running_loop()
            loop.call_later(KEPT, self._jobs.pop, job.name, None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a job failed unexpectedly", exc_info=task.exception())
