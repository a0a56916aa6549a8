"""Runs that are under way: each asks its suite in a thread of its own and is scored at its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from eval.cost_estimate import CostEstimate, estimate
from eval.run_scoring import score
from eval.suite import Suite
from eval.suite_run import run, run_on
from rag.errors import MujazError
from rag.service import Service
from ui.guard.closing import at_end
from ui.jobs.job import Job, Jobs

WAITING = 4
"""Runs that may be under way or in line; one is at work at a time, beside the readers."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """What is going to be asked: `own` of a library of the suite's own articles."""

    suite: Suite
    own: bool
    limit: int | None
    folder: Path


class RunJobs:
    """Starts runs of one desk, one at a time; they go on when nobody looks."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._jobs = Jobs("runs", parallel=1, each=WAITING, unwatched=None)

    def start(self, planned: PlannedRun, person: str) -> Job:
        """Begin a run, in the event loop. Raises `PageError` when too many are under way."""

        async def work(job: Job) -> None:
            await self._work(job, planned)

        return self._jobs.start(planned.folder.name, person, _state("waiting"), work)

    def get(self, name: str, person: str) -> Job | None:
        return self._jobs.get(name, person)

    def find(self, name: str) -> Job | None:
        """Return the run of that name, whoever has started it."""
        return self._jobs.find(name)

    def running(self, person: str) -> list[str]:
        """Return the names of the runs that are under way or in line."""
        return [job.name for job in self._jobs.of(person)]

    def cost(self, planned: PlannedRun) -> CostEstimate:
        """Estimate what a run would cost. Reads the articles, or counts those of the library."""
        settings = self._desk.settings
        sizes = None if planned.own else {
            one.id: one.chunks * settings.chunk_tokens for one in self._desk.articles()
        }  # fmt: skip
        return estimate(planned.suite, settings, limit=planned.limit, sizes=sizes)

    @property
    def work(self) -> Jobs:
        """Return the runs as work of the server."""
        return self._jobs

    async def close(self) -> None:
        """Stop the runs, with the server."""
        await self._jobs.close()

    async def _work(self, job: Job, planned: PlannedRun) -> None:
        """Run it in a thread, and tell how far it is; a failure is told as well."""
        loop, stop = asyncio.get_running_loop(), threading.Event()
        stopping = asyncio.ensure_future(self._pass_on(job, stop))

        def progress(done: int, total: int) -> None:
            loop.call_soon_threadsafe(job.tell, _state("asking", done, total))

        outcome = _state("failed")
        try:
            if not job.stop.is_set():
                job.tell(_state("reading"))
                await asyncio.to_thread(self._ask, planned, progress, stop)
                job.tell(_state("scoring"))
                await asyncio.to_thread(score, planned.folder)
            outcome = _state("stopped" if job.stop.is_set() else "done")
        except MujazError as error:
            outcome = {**_state("failed"), "text": str(error)}
        finally:
            stop.set()  # also when the server ends, which waits for the case that is being asked
            stopping.cancel()
            job.tell(outcome)

    async def _pass_on(self, job: Job, stop: threading.Event) -> None:
        await job.stop.wait()
        stop.set()

    def _ask(
        self, planned: PlannedRun, progress: Callable[[int, int], None], stop: threading.Event
    ) -> None:
        settings, folder = self._desk.settings, planned.folder
        if planned.own:
            run(planned.suite, settings, folder, limit=planned.limit, progress=progress, stop=stop)
        else:
            run_on(
                self._desk,
                planned.suite,
                settings,
                folder,
                limit=planned.limit,
                progress=progress,
                stop=stop,
            )


def run_jobs_of(app: FastAPI, desk: Service) -> RunJobs:
    """Return the runs of an application, which the page and programs share. They end with it."""
    found = getattr(app.state, "run_jobs", None)
    if isinstance(found, RunJobs):
        return found
    jobs = app.state.run_jobs = RunJobs(desk)
    at_end(app, jobs.close, jobs.work)
    return jobs


def _state(phase: str, done: int = 0, total: int = 0) -> dict[str, str | int]:
    """Return what followers are sent. `phase` is waiting, reading, asking, scoring, done, stopped
    or failed."""
    return {"phase": phase, "done": done, "total": total, "text": ""}
