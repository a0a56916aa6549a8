from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from rag.tracing.steps import EndedStep, OpenStep, listening, step, stepped


async def _numbers(last: int = 3) -> AsyncGenerator[int]:
    for number in range(1, last + 1):
        await asyncio.sleep(0)
        yield number
    if last > 3:
        raise ValueError("what nobody may read")


def _note(under_way: OpenStep, number: int) -> None:
    under_way.note(number=number)
    under_way.reached("first")
    under_way.is_whole = number == 3


async def _drawn(count: int, last: int = 3) -> None:
    async with aclosing(stepped("write", _numbers(last), _note)) as numbers:
        async for number in numbers:
            if number == count:
                return


def _told(count: int, last: int = 3) -> EndedStep:
    ended: list[EndedStep] = []
    with listening(ended.append):
        asyncio.run(_drawn(count, last))
    (one,) = ended
    return one


def test_a_stream_is_done_at_its_end_or_when_all_has_come() -> None:
    assert _told(99).ending == "done"
    assert _told(3).ending == "done"
    assert _told(3).facts["number"] == 3


def test_a_stream_that_is_left_before_was_stopped() -> None:
    one = _told(1)
    assert (one.ending, one.fault, one.facts["number"]) == ("stopped", None, 1)
    assert 0 < float(one.facts["first"]) <= one.seconds


def test_of_what_fails_the_class_is_told() -> None:
    ended: list[EndedStep] = []
    with listening(ended.append), pytest.raises(ValueError, match="nobody"):
        asyncio.run(_drawn(99, last=4))
    (one,) = ended
    assert (one.ending, one.fault) == ("failed", "ValueError")
    assert "nobody" not in repr(one)


def test_whoever_listens_is_told_of_tasks_and_threads_too() -> None:
    ended: list[EndedStep] = []

    def search() -> None:
        with step("search") as searching:
            searching.note(passages=2, language=None)

    async def work() -> None:
        await asyncio.gather(asyncio.to_thread(search), asyncio.create_task(_drawn(99)))

    with listening(ended.append):
        asyncio.run(work())
    search()  # nobody listens any more
    assert sorted(one.name for one in ended) == ["search", "write"]
    assert next(one.facts for one in ended if one.name == "search") == {"passages": 2}
