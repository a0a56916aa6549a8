from __future__ import annotations

import asyncio
import logging

import pytest

from rag.errors import UsageError
from rag.records import BriefRequest, Language
from tests.ui.desk import CannedDesk
from tests.ui.html import Reading
from ui.briefs.brief_making import BriefStep, make, not_kept


def _make(
    topic: str, desk: CannedDesk | None = None, *, language: Language = "en"
) -> list[BriefStep]:
    async def collect() -> list[BriefStep]:
        steps = make(
            desk or CannedDesk(pace=0),
            BriefRequest(topic),
            language=language,
            stop=asyncio.Event(),
        )
        return [step async for step in steps]

    return asyncio.run(collect())


def test_progress_is_told_and_the_brief_comes_last() -> None:
    desk = CannedDesk(pace=0.4)
    steps = _make("forces in Japan", desk)
    assert steps[0].text == "Searching the articles…"
    counted = next(step for step in steps if step.total == 3)
    assert (counted.text, counted.done) == ("Reading the articles… 2 of 3", 2)
    assert (steps[-1].state, steps[-1].html) == ("done", "")
    assert steps[-1].brief is not None
    assert not any(step.html or step.brief for step in steps[:-1])
    assert desk.readers == ["en"]


def test_the_page_speaks_its_language_whatever_the_topic() -> None:
    assert _make("forces in Japan", language="ar")[0].text == "يجري البحث في المقالات…"


def test_a_brief_without_points_says_why() -> None:
    last = _make("nothing")[-1]
    assert (last.state, last.brief) == ("empty", None)
    assert "No article tells of this." in Reading(last.html).text


def test_a_failure_is_told() -> None:
    last = _make("fail")[-1]
    assert last.state == "failed"
    assert Reading(last.html).text == "The brief failedthe model did not answer"


class _RefusingDesk(CannedDesk):
    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self._failure = failure

    def astream_brief(self, *_: object, **__: object) -> None:  # type: ignore[override]
        raise self._failure


def test_a_refusal_of_the_desk_is_told() -> None:
    last = _make("x", _RefusingDesk(UsageError("the length is <wrong>")))[-1]
    assert Reading(last.html).text == "This brief cannot be madethe length is <wrong>"


def test_a_fault_is_logged_and_the_reader_told_no_more_than_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        last = _make("x", _RefusingDesk(ZeroDivisionError()))[-1]
    assert "server's log" in Reading(last.html).text
    assert "ZeroDivisionError" in caplog.text


def test_a_brief_that_cannot_be_kept_is_shown_below_the_reason() -> None:
    made = _make("forces")[-1].brief
    assert made is not None
    step = not_kept(UsageError("the disk is full"), made, "en")
    assert step.state == "failed"
    text = Reading(step.html).text
    assert text.index("the disk is full") < text.index("About 54,000 troops")


def test_stop_and_leaving_close_the_stream() -> None:
    async def stopped(desk: CannedDesk) -> list[BriefStep]:
        stop = asyncio.Event()
        steps = []
        async for step in make(desk, BriefRequest("slow"), language="en", stop=stop):
            steps.append(step)
            if len(steps) == 3:
                stop.set()
        return steps

    async def left(desk: CannedDesk) -> None:
        steps = make(desk, BriefRequest("slow"), language="en", stop=asyncio.Event())
        for _ in range(3):
            await anext(steps)
        await steps.aclose()

    desk = CannedDesk(pace=0)
    last = asyncio.run(stopped(desk))[-1]
    assert last.state == "stopped"
    assert "Stopped before the brief was complete." in last.html
    assert desk.left.is_set()
    desk = CannedDesk(pace=0)
    asyncio.run(left(desk))
    assert desk.left.is_set()
