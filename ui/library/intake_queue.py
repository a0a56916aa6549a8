"""Files and links that wait to be read into the library, one after another."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.errors import MujazError
from rag.records import IndexProgress, IngestReport
from rag.service import Service
from ui.guard.refusal import PageError
from ui.jobs.job import Job, Jobs
from ui.library.intake_uploads import Uploads

MOST_LISTED = 3_000
"""Files and links of a person that are listed; more are refused until some have been read."""

_STEP = 0.02  # of a file, between two states that are told

_log = logging.getLogger(__name__)

AT_ONCE = 20
"""Small files that are read together: the disk is waited for once."""

_SMALL = 200_000  # bytes

Stage = Literal["waiting", "reading", "read", "failed", "stopped"]


@dataclass
class IntakeItem:
    """One file, at `path`, or one link, and what came of it. `fault` is why reading it failed
    altogether; what was refused in it is in the report. `change` counts what has changed here."""

    id: str
    name: str
    path: Path | None = None
    stage: Stage = "waiting"
    share: float = 0.0
    report: IngestReport | None = None
    fault: str | None = None
    change: int = 0

    @property
    def is_done(self) -> bool:
        return self.stage not in ("waiting", "reading")


class _EndedError(Exception):
    """The server ends while a file is read."""


class IntakeQueue:
    """The lists of all people. What stands on a list is read, also when nobody looks on."""

    def __init__(self, desk: Service, uploads: Uploads) -> None:
        self._desk = desk
        self._uploads = uploads
        self._jobs = Jobs("intake", parallel=1, unwatched=None)
        self._lists: dict[str, list[IntakeItem]] = defaultdict(list)
        self._running: dict[str, Job] = {}
        self._left_over = uploads.left_over()

    def items(self, person: str) -> list[IntakeItem]:
        """Return what a person has put on the list, in that order."""
        return self._lists[person]

    def job(self, person: str) -> Job | None:
        """Return the job that reads the person's list; None if nothing waits on it."""
        return self._running.get(person)

    def make_room(self, person: str) -> None:
        """Take old items that are done off a full list. Raises `PageError` if it stays full."""
        items = self._lists[person]
        if len(items) >= MOST_LISTED:
            items[:] = [one for one in items if not one.is_done]
        if len(items) >= MOST_LISTED:
            raise PageError("page.too_much", status=429)

    def add(self, person: str, item: IntakeItem) -> None:
        """Put an item on the list, in the place of one with the same id, and see that it is
        read."""
        items = self._lists[person]
        for former in [one for one in items if one.id == item.id]:  # sent once more
            if former.stage == "waiting":
                self._end(former, "stopped")
            items.remove(former)
        items.append(item)
        job = self._running.get(person)
        if job is None:
            self._start(person)
        else:
            job.tell({})

    def take_up(self, person: str) -> None:
        """Put the files of a person on the list that were not read before the server ended."""
        waiting = [one for one in self._left_over if self._uploads.is_of(one[0], person)]
        self._left_over = [one for one in self._left_over if one not in waiting]
        for path, name in waiting:
            self.add(person, IntakeItem(secrets.token_hex(8), name, path))

    def stop(self, person: str) -> None:
        """Read nothing more of what waits on the list."""
        for item in self._lists[person]:
            if item.stage == "waiting":
                self._end(item, "stopped")
        if (job := self._running.get(person)) is not None:
            job.tell({})

    def clear(self, person: str) -> None:
        """Take what is done off the list."""
        items = self._lists[person]
        items[:] = [one for one in items if not one.is_done]

    @property
    def work(self) -> Jobs:
        """Return the reading as work of the server."""
        return self._jobs

    async def close(self) -> None:
        """Read no more, with the server; what has not been read wholly is found by the next one."""
        await self._jobs.close()

    def _start(self, person: str) -> None:
        async def work(job: Job) -> None:
            try:
                await self._read_all(person, job)
            finally:
                del self._running[person]

        self._running[person] = self._jobs.start(secrets.token_hex(8), person, {}, work)

    async def _read_all(self, person: str, job: Job) -> None:
        """Read what waits until nothing does; new articles are put into stories after the last."""
        is_grouped = True
        while not job.stop.is_set():
            some = self._next(person)
            if some:
                await self._read(some, job)
                is_grouped = False
            elif is_grouped:
                return
            else:
                await self._group()
                is_grouped = True

    def _next(self, person: str) -> list[IntakeItem]:
        """Return what is read next: small files together, a large one or a link by itself."""
        waiting = [one for one in self._lists[person] if one.stage == "waiting"][:AT_ONCE]
        together = list(itertools.takewhile(_is_small, waiting))
        return together or waiting[:1]

    async def _group(self) -> None:
        try:
            await asyncio.to_thread(self._desk.group_stories)
        except MujazError as error:
            _log.warning("new articles were not put into stories: %s", error)

    async def _read(self, items: Sequence[IntakeItem], job: Job) -> None:
        """Read some items. Should reading them together fail, each is read by itself."""
        for item in items:
            item.stage, item.change = "reading", item.change + 1
        job.tell({})
        (found,) = await asyncio.gather(self._reports(items, job), return_exceptions=True)
        if isinstance(found, _EndedError):
            pass  # the files stay
        elif isinstance(found, list):
            for item, report in zip(items, found, strict=True):
                item.report = report
                self._end(item, "read")
        elif len(items) > 1:
            for item in items:
                await self._read([item], job)
        else:
            self._fail(items[0], found)
        job.tell({})

    async def _reports(self, items: Sequence[IntakeItem], job: Job) -> list[IngestReport]:
        loop = asyncio.get_running_loop()

        def come_so_far(place: int, progress: IndexProgress) -> None:
            if job.stop.is_set():
                raise _EndedError
            loop.call_soon_threadsafe(self._come_so_far, items[place], job, progress)

        files = [(one.path, one.name) for one in items if one.path is not None]
        if files:
            return await asyncio.to_thread(self._desk.index_each, files, come_so_far, stories=False)
        link = items[0].name
        return [await asyncio.to_thread(self._desk.index, link, stories=False, fetch=True)]

    def _fail(self, item: IntakeItem, error: BaseException) -> None:
        if isinstance(error, MujazError):
            item.fault = str(error)
        else:
            _log.error("reading a source failed unexpectedly", exc_info=error)
        self._end(item, "failed")

    def _come_so_far(self, item: IntakeItem, job: Job, progress: IndexProgress) -> None:
        share = progress.bytes_done / max(progress.bytes, 1)
        if share >= item.share + _STEP:
            item.share, item.change = share, item.change + 1
            job.tell({})

    def _end(self, item: IntakeItem, stage: Stage) -> None:
        item.stage, item.change = stage, item.change + 1
        if item.path is not None:
            self._uploads.forget(item.path)


def _is_small(item: IntakeItem) -> bool:
    try:
        return item.path is not None and item.path.stat().st_size <= _SMALL
    except OSError:
        return False
