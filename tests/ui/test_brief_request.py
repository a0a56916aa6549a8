from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest

from rag.errors import UsageError
from rag.records import SearchFilter
from tests.ui.desk import CannedDesk
from tests.ui.html import Reading, assert_inert
from ui.briefs.brief_request import Step, Wish, make


def _make(wish: Wish, desk: CannedDesk | None = None) -> list[Step]:
    async def collect() -> list[Step]:
        steps = make(desk or CannedDesk(pace=0), wish, stop=asyncio.Event())
        return [step async for step in steps]

    return asyncio.run(collect())


def test_progress_is_told_and_the_brief_comes_last() -> None:
    steps = _make(Wish("forces in Japan"), CannedDesk(pace=0.4))
    told = [step.status.text for step in steps]
    assert told[0] == "Searching the articles…"
    assert "Reading the articles… 2 of 3" in told
    assert steps[-1].status.state == "done"
    assert steps[-1].brief is not None
    assert steps[-1].html.startswith('<div class="brief columns-2" dir="ltr"')
    assert not any(step.html or step.brief for step in steps[:-1])


def test_an_arabic_topic_is_answered_in_arabic() -> None:
    steps = _make(Wish("القوات في اليابان"))
    assert steps[0].status.text == "يبحث في المقالات…"
    assert steps[-1].html.startswith('<div class="brief columns-2" dir="rtl"')


def test_what_was_chosen_reaches_the_desk() -> None:
    desk = CannedDesk(pace=0)
    wish = Wish("x", since="٢٠٢٤-٠٧-٠١", until=" 2024/8/31 ", outlet=" Harbor Dispatch ")
    made = _make(wish, desk)[-1].brief
    assert desk.readers == ["en"]
    assert desk.filters == [
        SearchFilter(None, date(2024, 7, 1), date(2024, 8, 31), "Harbor Dispatch")
    ]
    assert made is not None
    one = _make(Wish("x", languages=("en",)))[-1]
    assert one.html.startswith('<div class="brief columns-1"')


@pytest.mark.parametrize(
    ("since", "until"),
    [("July 2024", "July 2024"), ("1 يوليو 2024", "يوليو ٢٠٢٤"), ("07/2024", "2024/07/31")],
)
def test_days_may_be_in_words(since: str, until: str) -> None:
    desk = CannedDesk(pace=0)
    assert _make(Wish("x", since=since, until=until), desk)[-1].brief is not None
    assert desk.filters == [SearchFilter(None, date(2024, 7, 1), date(2024, 7, 31))]


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Wish(" "), "Name a topic"),
        (Wish("x" * 2001), "2,000"),
        (Wish("x", since="soon"), "cannot be read"),
        (Wish("x", until="2024-02-30"), "cannot be read"),
        (Wish("x", since="2024-02-02", until="2024-02-01"), "after the last"),
    ],
)
def test_what_cannot_be_made_is_told_without_asking_the_desk(wish: Wish, told: str) -> None:
    desk = CannedDesk()
    (step,) = _make(wish, desk)
    assert step.status.state == "error"
    assert told in assert_inert(step.html).text
    assert desk.filters == []


def test_whose_language_is_not_known_is_told_in_those_chosen() -> None:
    (both,) = _make(Wish())
    assert "اكتب موضوعًا" in both.html
    assert "Name a topic" in both.html
    (arabic,) = _make(Wish(languages=("ar",)))
    assert "Name a topic" not in arabic.html
    (days,) = _make(Wish(since="?"))
    assert days.html.count('class="card failed"') == 2


def test_an_abstention_says_why_and_is_no_file() -> None:
    last = _make(Wish("nothing"))[-1]
    assert "No article tells of this." in Reading(last.html).text
    assert last.brief is None


def test_a_failure_is_a_card_in_the_reader_s_language() -> None:
    last = _make(Wish("fail"))[-1]
    assert last.status.state == "error"
    assert Reading(last.html).text == "The brief failedthe model did not answer"
    assert "تعذّر إعداد الموجز" in _make(Wish("موضوع fail هنا"))[-1].html


class _RefusingDesk(CannedDesk):
    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self._failure = failure

    def article(self, article_id: str) -> None:
        raise NotImplementedError

    def astream_brief(self, *_: object, **__: object) -> None:  # type: ignore[override]
        raise self._failure


def test_a_refusal_of_the_desk_is_told() -> None:
    last = _make(Wish("x"), _RefusingDesk(UsageError("the length is <wrong>")))[-1]
    assert Reading(last.html).text == "This brief cannot be madethe length is <wrong>"


def test_a_fault_is_logged_and_the_reader_told_no_more_than_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        last = _make(Wish("x"), _RefusingDesk(ZeroDivisionError()))[-1]
    assert "server's log" in Reading(last.html).text
    assert "ZeroDivisionError" in caplog.text


def test_stop_and_leaving_close_the_stream() -> None:
    async def stopped(desk: CannedDesk) -> list[Step]:
        stop = asyncio.Event()
        steps = []
        async for step in make(desk, Wish("slow"), stop=stop):
            steps.append(step)
            if len(steps) == 3:
                stop.set()
        return steps

    async def left(desk: CannedDesk) -> None:
        steps = make(desk, Wish("slow"), stop=asyncio.Event())
        for _ in range(3):
            await anext(steps)
        await steps.aclose()

    desk = CannedDesk(pace=0)
    last = asyncio.run(stopped(desk))[-1]
    assert last.status.state == "stopped"
    assert "Stopped before the brief was complete." in last.html
    assert desk.left.is_set()
    desk = CannedDesk(pace=0)
    asyncio.run(left(desk))
    assert desk.left.is_set()
