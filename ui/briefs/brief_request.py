"""One brief: what was asked for goes to the desk, states of the page come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

from rag.errors import UsageError
from rag.records import Brief, BriefFinished, BriefProgress, Language, SearchFilter
from rag.text.analysis.languages import detect_language
from rag.text.asked_days import asked_days
from rag.text.display import whole
from ui import words
from ui.briefs import brief_html
from ui.desk import Desk
from ui.html import messages
from ui.jobs.status import State, Status
from ui.jobs.stream import StreamRun, explained

MAX_TOPIC = 2000
"""Characters; a longer topic is refused."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as it was typed and chosen."""

    topic: str = ""
    length: str = "medium"
    languages: tuple[Language, ...] = ("ar", "en")
    since: str = ""
    until: str = ""
    outlet: str = ""

    @property
    def readers(self) -> tuple[Language, ...]:
        """Return the languages to speak to the reader in.

        That is the language of what was typed, else those chosen.
        """
        typed = self.topic.strip() or self.outlet.strip()
        return (detect_language(typed),) if typed else self.languages

    @property
    def problem(self) -> str | None:
        """Return the name of what is wrong with the request, or None if nothing is."""
        if not any(map(str.strip, (self.topic, self.since, self.until, self.outlet))):
            return "brief_of_nothing"
        if len(self.topic) > MAX_TOPIC:
            return "topic_too_long"
        if any(text.strip() and not _days(text) for text in (self.since, self.until)):
            return "bad_day"
        return "days_reversed" if self._are_reversed() else None

    def where(self) -> SearchFilter:
        """Return the filter that the request asks for; call it when there is no problem."""
        outlet = whole(self.outlet).strip() or None
        since, until = self._limits()
        return SearchFilter(since=since, until=until, outlet=outlet)

    def _limits(self) -> tuple[date | None, date | None]:
        """Return the first day of what is typed as the first, and the last of the other."""
        first, last = _days(self.since), _days(self.until)
        return first and first[0], last and last[1]

    def _are_reversed(self) -> bool:
        since, until = self._limits()
        return since is not None and until is not None and since > until


@dataclass(frozen=True, slots=True)
class Step:
    """A state of the page: its status line, what stands under it (finished and safe HTML), and,
    in the last one, the brief if there is one with points."""

    status: Status
    html: str = ""
    brief: Brief | None = None


async def make(desk: Desk, wish: Wish, *, stop: asyncio.Event) -> AsyncGenerator[Step]:
    """Make a brief, and yield the page after every step; the last one is the finished state.

    `stop` may be set from any task of the same loop.
    """
    if wish.problem is not None:
        yield _refused({one: words.say(wish.problem, one) for one in wish.readers})
        return
    yield Step(_status("searching", wish, words.each("searching", wish.readers)))
    run = StreamRun(
        lambda: desk.astream_brief(
            wish.topic.strip() or None,
            where=wish.where(),
            length=wish.length,
            languages=wish.languages,
            reader=wish.readers[0],
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
                yield Step(_working(steps[-1], wish))
    if made is not None:
        yield _made(made, wish)
    elif run.failure is not None:
        yield _failed(run.failure, wish)
    else:
        yield _stopped(wish)


def _days(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text names; None for blank text and what names none."""
    return asked_days(whole(text), today=date.today())


def _status(state: State, wish: Wish, text: str) -> Status:
    return Status(state, text, wish.readers[0])


def _working(step: BriefProgress, wish: Wish) -> Status:
    text = " · ".join(words.progress(step, language) for language in wish.readers)
    return _status("streaming", wish, text)


def _made(made: Brief, wish: Wish) -> Step:
    status = _status("done", wish, words.each("brief_done", wish.readers))
    return Step(
        status, brief_html.brief(made, readers=wish.readers), None if made.abstained else made
    )


def _stopped(wish: Wish) -> Step:
    cards = (
        messages.notice(words.say("brief_stopped", language), language=language)
        for language in wish.readers
    )
    return Step(
        _status("stopped", wish, words.each("stopped_status", wish.readers)), "".join(cards)
    )


def _failed(failure: BaseException, wish: Wish) -> Step:
    return _refused(
        {language: explained(failure, language) for language in wish.readers},
        failed=not isinstance(failure, UsageError),
    )


def _refused(texts: dict[Language, str], *, failed: bool = False) -> Step:
    """Return a step whose page says what is wrong, with a card for each reader."""
    name = "brief_failed" if failed else "brief_refused"
    cards = [
        messages.card("failed", words.say(name, language), text, language=language)
        for language, text in texts.items()
    ]
    readers = tuple(texts)
    return Step(Status("error", words.each(name, readers), readers[0]), "".join(cards))
