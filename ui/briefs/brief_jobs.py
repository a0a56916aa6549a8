"""Briefs being made: they go on while their page is reloaded, and are kept when they are done."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial

from starlette.concurrency import run_in_threadpool

from rag.errors import MujazError
from rag.records import Brief, BriefRequest, KeptBrief, Language
from rag.service import Service
from rag.text.display import line
from ui.briefs.brief_making import BriefStep, gone, make, not_kept, waiting
from ui.briefs.brief_request import Wish
from ui.guard.refusal import PageError
from ui.jobs.event_stream import once
from ui.jobs.job import Job, Jobs, State

PARALLEL_BRIEFS = 4
"""Briefs being made at one time; more wait in line. Without a model a brief is a second or two of
one processor, and thirty at once would keep every question waiting for them."""

EACH_WAITING = 6
"""Briefs of one person at work or in line."""

WAITING_BRIEFS = 32
"""Briefs at work or in line. Without sign-in all readers are one person, so this is for all of
them; with a model a brief takes half a minute, and the last in line waits four."""

UNDER_WAY = "job-"
"""How the names of briefs begin that are being made; a page tells them from kept ones by it."""


class BriefJobs:
    """Starts briefs of one desk, and tells how far they are."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._jobs = Jobs(
            "briefs",
            parallel=PARALLEL_BRIEFS,
            each=EACH_WAITING,
            of_anybody=WAITING_BRIEFS,
            is_awaited=True,
        )

    async def start(self, wish: Wish, person: str, language: Language) -> str:
        """Begin a brief, and return the name under which it can be followed.

        Raises `PageError` for what cannot be asked, or when too much is under way.
        """
        request = await run_in_threadpool(wish.request, self._desk, language)
        name = f"{UNDER_WAY}{secrets.token_urlsafe(12)}"
        asked: State = {"wish": wish.model_dump()}

        async def work(job: Job) -> None:
            steps = make(self._desk, request, language=language, stop=job.stop)
            async with aclosing(steps):
                async for step in steps:
                    if step.brief is None:
                        job.tell(asked | step.told())
                        continue
                    keep = partial(self._keep, wish, request, step.brief, person)
                    job.tell(asked | await run_in_threadpool(_finished, step, keep, language))

        self._jobs.start(name, person, asked | waiting(language).told(), work)
        return name

    def follow(self, name: str, person: str, language: Language) -> AsyncGenerator[State]:
        """Return the states of a brief; one that is no longer known has a single one."""
        job = self._jobs.get(name, person)
        return job.follow() if job is not None else once(gone(language).told())

    def stop(self, name: str, person: str) -> None:
        """Stop a brief. Raises `PageError` if it is not known."""
        job = self._jobs.get(name, person)
        if job is None:
            raise PageError("briefs.gone", status=404)
        job.stop.set()

    @property
    def work(self) -> Jobs:
        """Return the briefs as work of the server."""
        return self._jobs

    async def close(self) -> None:
        """Stop the briefs, with the server."""
        await self._jobs.close()

    def _keep(self, wish: Wish, request: BriefRequest, made: Brief, person: str) -> KeptBrief:
        return self._desk.conversations.keep_brief(
            person,
            made,
            title=brief_title(wish, request, made),
            story=wish.story,
            request=wish.model_dump_json(),
        )


def _finished(step: BriefStep, keep: Callable[[], KeptBrief], language: Language) -> State:
    """Return the last state of a brief that was made, with the id under which it is kept.

    Where it cannot be kept, the brief is shown all the same, below what is wrong.
    """
    try:
        return step.told() | {"brief": keep().id}
    except MujazError as failure:
        assert step.brief is not None  # what this is called for
        return not_kept(failure, step.brief, language).told()


def brief_title(wish: Wish, request: BriefRequest, made: Brief) -> str:
    """Return the name of a brief in lists: what was typed or chosen, else its headline."""
    headlines = sorted(made.headlines, key=lambda one: one.language != request.reader)
    names = (request.topic or "", wish.title, *(one.text for one in headlines), made.topic)
    return next((name for name in map(line, names) if name), "Mujaz")
