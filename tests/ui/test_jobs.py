"""Jobs: work that goes on while nobody looks, and can be followed from anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from rag.records import Person
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams, once
from ui.jobs.job import Job, Jobs, State
from ui.person import ANYBODY, admit

Scenario = Callable[[], Awaitable[None]]


def run(scenario: Scenario) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(scenario(), 20)

    asyncio.run(bounded())


async def counting(job: Job) -> None:
    """Count on until told to stop."""
    at = 0
    while not job.stop.is_set():
        at += 1
        job.tell({"at": at})
        await asyncio.sleep(0.005)
    job.tell({"at": at, "stopped": True})


async def at_once(job: Job) -> None:
    job.tell({"said": "all"})


async def followed(job: Job) -> list[State]:
    return [state async for state in job.follow()]


def test_every_follower_is_sent_the_last_state_and_none_waits_for_a_slow_one() -> None:
    async def scenario() -> None:
        job = Jobs("tests", parallel=1).start("a", "me", {"at": 0}, counting)
        followers = [asyncio.ensure_future(followed(job)) for _ in range(3)]
        await asyncio.sleep(0.3)
        job.stop.set()
        for states in await asyncio.gather(*followers):
            assert states[0] == {"at": 0} or states[0]["at"] > 0
            assert states[-1]["stopped"]
            assert len(states) < 10, "states in between are left out"
            assert [one["at"] for one in states] == sorted(one["at"] for one in states)

    run(scenario)


def test_who_comes_late_is_sent_what_came_of_it() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=1)
        job = jobs.start("a", "me", {}, at_once)
        assert (await followed(job))[-1] == {"said": "all"}
        again = jobs.get("a", "me")
        assert again is job
        assert await followed(again) == [{"said": "all"}]

    run(scenario)


def test_a_job_belongs_to_its_person() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=1)
        jobs.start("a", "me", {}, counting)
        assert jobs.get("a", "you") is None
        assert jobs.of("you") == []
        assert [job.name for job in jobs.of("me")] == ["a"]
        await jobs.close()

    run(scenario)


def test_a_job_that_nobody_follows_is_stopped_and_a_reload_is_no_such_thing() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=2, unwatched=0.2)
        left, kept = (jobs.start(name, "me", {"at": 0}, counting) for name in "ab")
        for _ in range(4):  # reloads, each well within the patience
            async with aclosing(kept.follow()) as states:
                await anext(states)
                await asyncio.sleep(0.1)
        assert left.done
        assert left.state["stopped"]
        assert not kept.done
        await jobs.close()

    run(scenario)


def test_a_job_may_go_on_alone() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=1, unwatched=None)
        job = jobs.start("a", "me", {"at": 0}, counting)
        await asyncio.sleep(0.2)
        assert not job.done
        await jobs.close()
        assert job.done

    run(scenario)


def test_no_more_run_at_once_than_have_places() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=2, each=10)
        at_work = most = 0

        async def work(job: Job) -> None:
            nonlocal at_work, most
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.02)
            at_work -= 1

        started = [jobs.start(str(number), "me", {}, work) for number in range(8)]
        await asyncio.gather(*(followed(job) for job in started))
        assert most == 2

    run(scenario)


def test_a_job_that_waits_in_line_can_be_stopped() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=1, each=10)
        first = jobs.start("a", "me", {"at": 0}, counting)
        waiting = jobs.start("b", "me", {"at": 0}, counting)
        waiting.stop.set()
        first.stop.set()
        await followed(waiting)
        assert waiting.state == {"at": 0, "stopped": True}

    run(scenario)


def test_one_person_cannot_take_all_places_nor_all_people_more_than_there_are() -> None:
    async def scenario() -> None:
        jobs = Jobs("tests", parallel=1, each=2, room=3)
        for name in "ab":
            jobs.start(name, "me", {"at": 0}, counting)
        with pytest.raises(PageError) as told:
            jobs.start("c", "me", {}, counting)
        assert (told.value.status, told.value.name) == (429, "page.too_much")
        jobs.start("c", "you", {"at": 0}, counting)
        with pytest.raises(PageError) as told:
            jobs.start("d", "her", {}, counting)
        assert (told.value.status, told.value.name) == (503, "page.busy")
        await jobs.close()

    run(scenario)


def test_a_failure_that_nobody_expected_ends_the_job_and_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(job: Job) -> None:
        raise ZeroDivisionError("of all things")

    async def scenario() -> None:
        job = Jobs("tests", parallel=1).start("a", "me", {"at": 0}, broken)
        assert await followed(job) == [{"at": 0}, {"at": 0}] or job.done
        await asyncio.sleep(0)

    run(scenario)
    assert "of all things" in caplog.text


def test_a_stream_is_events_and_an_end() -> None:
    sent = _sent(Streams(), once({"text": "قال\nنعم"}))
    assert sent == b'data: {"text": "\\u0642\\u0627\\u0644\\n\\u0646\\u0639\\u0645"}\n\n' + (
        b"event: end\ndata: {}\n\n"
    )


def test_a_reader_that_goes_away_ends_its_stream_and_leaves_its_place() -> None:
    async def scenario() -> None:
        jobs, streams = Jobs("tests", parallel=1), Streams(room=1)
        job = jobs.start("a", "me", {"at": 0}, counting)
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message.get("body", b"").startswith(b"data:") and not gone.is_set():
                with pytest.raises(PageError):
                    streams.response(job.follow())
                gone.set()

        await streams.response(job.follow())(_SCOPE, receive, send)
        assert not job.done
        assert streams.response(once({})) is not None
        await jobs.close()

    run(scenario)


def test_a_person_has_so_many_streams_and_others_have_theirs() -> None:
    streams = Streams(each=1)
    with streams.place("sara"), streams.place(ANYBODY.name):
        assert b"Too much is under way" in _sent(streams, once({}), "sara")
        for other in ("omar", ANYBODY.name):
            assert b"event: end" in _sent(streams, once({}), other)
    assert b"event: end" in _sent(streams, once({}), "sara")


_SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "headers": [],
    "asgi": {"spec_version": "2.3"},
}


def _sent(streams: Streams, states: Any, person: str = "me") -> bytes:
    scope = {**_SCOPE, "path": "/desk/events"}
    admit(scope, Person(person, "read"))
    parts: list[bytes] = []

    async def scenario() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            parts.append(message.get("body", b""))

        await streams.response(states)(scope, receive, send)

    run(scenario)
    return b"".join(parts)
