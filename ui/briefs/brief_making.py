"""The making of one brief: the events of the library come in, states for the page go out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from starlette.concurrency import run_in_threadpool

from rag.errors import UsageError
from rag.records import Brief, BriefFinished, BriefProgress, BriefRequest, Language
from rag.service import Service
from ui import words
from ui.briefs import brief_html
from ui.html import messages
from ui.jobs.job import State
from ui.jobs.stream import StreamRun, explained

BriefState = Literal["waiting", "working", "done", "empty", "stopped", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class BriefStep:
    """A state of the page: what it says, how far the brief has come, and, in the last state, HTML
    that is finished and safe, or the brief if there is one with points."""

    state: BriefState
    text: str
    done: int = 0
    total: int = 0
    html: str = ""
    brief: Brief | None = None

    def told(self) -> State:
        """Return the state as followers are sent it."""
        return {
            "state": self.state,
            "text": self.text,
            "done": self.done,
            "total": self.total,
            "html": self.html,
        }


def waiting(language: Language) -> BriefStep:
    """Return the state of a brief that has not begun."""
    return BriefStep("waiting", words.say("briefs.waiting", language))


def gone(language: Language) -> BriefStep:
    """Return the state of a brief of which nothing is known any more."""
    text = words.say("briefs.gone", language)
    return BriefStep("gone", text, html=messages.notice(text, language=language))


def not_kept(failure: BaseException, made: Brief, language: Language) -> BriefStep:
    """Return the state of a brief that was made and could not be kept."""
    title = words.say("briefs.not_kept", language)
    card = messages.card("failed", title, explained(failure, language), language=language)
    return BriefStep("failed", title, html=card + brief_html.brief(made, reader=language))


async def make(
    desk: Service, request: BriefRequest, *, language: Language, stop: asyncio.Event
) -> AsyncGenerator[BriefStep]:
    """Make a brief, and yield the page after every step; the last one is the finished state.

    `stop` may be set from any task of the same loop.
    """
    yield BriefStep("working", words.say("searching", language))
    run = StreamRun(
        lambda: desk.astream_brief(
            request.topic,
            articles=request.articles,
            where=request.where,
            length=request.words,
            languages=request.languages,
            reader=language,
        ),
        stop,
    )
    made: Brief | None = None
    async with aclosing(run.batches()) as batches:
        async for batch in batches:
            for event in batch:
                if isinstance(event, BriefFinished):
                    made = event.brief
            steps = [event for event in batch if isinstance(event, BriefProgress)]
            if steps and made is None:
                yield _working(steps[-1], language)
    if made is not None:
        yield await run_in_threadpool(_made, made, language)
    elif run.failure is not None:
        yield _failed(run.failure, language)
    else:
        yield _stopped(language)


def _working(step: BriefProgress, language: Language) -> BriefStep:
    return BriefStep("working", words.progress(step, language), step.done, step.total)


def _made(made: Brief, language: Language) -> BriefStep:
    if made.abstained:
        html = brief_html.brief(made, reader=language)
        return BriefStep("empty", words.say("briefs.empty", language), html=html)
    return BriefStep("done", words.say("brief_done", language), brief=made)


def _stopped(language: Language) -> BriefStep:
    text = words.say("brief_stopped", language)
    return BriefStep("stopped", text, html=messages.notice(text, language=language))


def _failed(failure: BaseException, language: Language) -> BriefStep:
    name = "brief_refused" if isinstance(failure, UsageError) else "brief_failed"
    title = words.say(name, language)
    html = messages.card("failed", title, explained(failure, language), language=language)
    return BriefStep("failed", title, html=html)
