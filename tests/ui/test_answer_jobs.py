from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any

import pytest

from rag.errors import DiskError
from rag.records import AnswerEvent, Exchange, Language, SearchFilter, TextWritten, Turn
from tests.ui.desk import CannedDesk
from ui.ask import answer_jobs
from ui.ask.answer_jobs import AnswerJobs
from ui.guard.refusal import PageError
from ui.jobs.job import Job, State

ME = "reader"


class _BrokenDesk(CannedDesk):
    """A desk with a fault of its own."""

    async def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncGenerator[AnswerEvent]:
        yield TextWritten("Half an ans")
        raise ZeroDivisionError


async def _begin(
    jobs: AnswerJobs, desk: CannedDesk, question: str, conversation: str | None = None
) -> tuple[Exchange, Job]:
    store = desk.conversations
    place = conversation or store.begin(ME).id

    def stored() -> tuple[Exchange, Sequence[Turn]] | None:
        asked = store.ask(ME, place, question)
        return None if asked is None else (asked, ())

    exchange = await jobs.begin(ME, place, stored, "en")
    job = jobs.get(exchange.id, ME)
    assert job is not None
    return exchange, job


async def _last(job: Job) -> State:
    return [state async for state in job.follow()][-1]


async def _until(job: Job, name: str) -> None:
    async for state in job.follow():
        if state["state"] == name:
            return


def _run(desk: CannedDesk, act: Callable[[AnswerJobs], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        jobs = AnswerJobs(desk)
        try:
            await act(jobs)
        finally:
            await jobs.close()

    asyncio.run(run())


def test_an_answer_is_kept_though_nobody_reads_it() -> None:
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        exchange, job = await _begin(jobs, desk, "How many?")
        slow = job.follow()
        await anext(slow)  # a reader who takes the first state and no other
        assert (await _last(job))["state"] == "done"
        kept = desk.conversations.exchange(ME, exchange.id)
        assert kept is not None
        assert kept.state == "answered"
        assert (await anext(slow))["state"] == "done"
        await slow.aclose()

    _run(desk, act)


def test_the_end_of_the_server_keeps_what_was_written() -> None:
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        exchange, job = await _begin(jobs, desk, "slow, how many?")
        await _until(job, "streaming")
        await jobs.close()
        kept = desk.conversations.exchange(ME, exchange.id)
        assert kept is not None
        assert kept.answer is not None
        assert (kept.state, kept.answer.incomplete) == ("stopped", True)
        assert desk.left.is_set()

    _run(desk, act)


def test_what_has_been_written_is_kept_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_jobs, "KEPT_EVERY", 0.0)
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        exchange, job = await _begin(jobs, desk, "slow, how many?")
        followed = 0
        async for state in job.follow():
            followed += state["state"] == "streaming"
            if followed == 3:
                break
        kept = desk.conversations.exchange(ME, exchange.id)
        assert kept is not None
        assert kept.answer is not None
        assert (kept.state, kept.answer.incomplete) == ("writing", True)

    _run(desk, act)


def test_a_fault_is_logged_and_the_reader_told_no_more_than_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = _BrokenDesk()

    async def act(jobs: AnswerJobs) -> None:
        _, job = await _begin(jobs, desk, "What is the secret?")
        state = await _last(job)
        assert state["state"] == "error"
        assert "Half an ans" in state["html"]
        assert "ZeroDivision" not in state["html"]

    _run(desk, act)
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_questions_and_articles_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        await _last((await _begin(jobs, desk, "How many secrets?"))[1])

    with caplog.at_level(logging.DEBUG, logger="ui"):
        _run(desk, act)
    assert "secrets" not in caplog.text
    assert "troops" not in caplog.text


def test_an_answer_that_cannot_be_kept_is_shown_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = CannedDesk(pace=0)

    def full(*_: object, **__: object) -> bool:
        raise DiskError("the disk is full")

    monkeypatch.setattr(desk.conversations, "settle", full)

    async def act(jobs: AnswerJobs) -> None:
        state = await _last((await _begin(jobs, desk, "How many?"))[1])
        assert state["state"] == "error"
        assert "the disk is full" in state["html"]
        assert "54,000" in state["html"]

    _run(desk, act)


def test_a_conversation_answers_one_question_at_a_time() -> None:
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        exchange, job = await _begin(jobs, desk, "slow")
        with pytest.raises(PageError) as refused:
            await _begin(jobs, desk, "And?", exchange.conversation_id)
        assert refused.value.status == 409
        job.stop.set()
        await _last(job)
        _, again = await _begin(jobs, desk, "And?", exchange.conversation_id)
        assert (await _last(again))["state"] == "done"

    _run(desk, act)


def test_a_conversation_that_is_not_there_is_not_answered() -> None:
    desk = CannedDesk()

    async def act(jobs: AnswerJobs) -> None:
        for _ in range(2):  # nor is it taken for busy the second time
            with pytest.raises(PageError) as refused:
                await _begin(jobs, desk, "Who?", "nothing")
            assert refused.value.status == 404

    _run(desk, act)


def test_what_was_removed_meanwhile_is_written_to_its_end() -> None:
    desk = CannedDesk(pace=0)

    async def act(jobs: AnswerJobs) -> None:
        exchange, job = await _begin(jobs, desk, "How many?")
        desk.conversations.remove(ME, exchange.conversation_id)
        assert "54,000" in (await _last(job))["html"]

    _run(desk, act)


def test_a_question_for_which_there_is_no_room_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answer_jobs, "JOBS", 1)
    desk = CannedDesk()

    async def act(jobs: AnswerJobs) -> None:
        await _begin(jobs, desk, "slow")
        with pytest.raises(PageError) as told:
            await _begin(jobs, desk, "one too many")
        assert told.value.status == 429
        assert [one.title for one in desk.conversations.list(ME)] == ["slow"]

    _run(desk, act)
