from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest

from rag.background import BackgroundLoop


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    opened = BackgroundLoop()
    yield opened
    opened.close()


async def count(to: int) -> AsyncGenerator[int]:
    for number in range(to):
        await asyncio.sleep(0)
        yield number


async def fail() -> AsyncGenerator[int]:
    yield 1
    raise ValueError("broken")


class Endless:
    """Yields for ever and tells when it was cancelled."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    async def numbers(self) -> AsyncGenerator[int]:
        try:
            yield 1
            await asyncio.sleep(3600)
        finally:
            self.ended.set()


def test_a_synchronous_caller_gets_every_item(loop: BackgroundLoop) -> None:
    assert list(loop.stream(count, 5)) == [0, 1, 2, 3, 4]


def test_an_asynchronous_caller_gets_every_item(loop: BackgroundLoop) -> None:
    async def collect() -> list[int]:
        return [number async for number in loop.astream(count, 5)]

    assert asyncio.run(collect()) == [0, 1, 2, 3, 4]


def test_an_error_reaches_the_caller_after_what_came_before(loop: BackgroundLoop) -> None:
    stream = loop.stream(fail)
    assert next(stream) == 1
    with pytest.raises(ValueError, match="broken"):
        next(stream)


def test_closing_the_stream_cancels_the_work(loop: BackgroundLoop) -> None:
    endless = Endless()
    stream = loop.stream(endless.numbers)
    assert next(stream) == 1
    stream.close()
    assert endless.ended.wait(5)


def test_an_abandoned_asynchronous_stream_cancels_the_work(loop: BackgroundLoop) -> None:
    endless = Endless()

    async def take_one() -> None:
        stream = loop.astream(endless.numbers)
        assert await anext(stream) == 1
        await stream.aclose()

    asyncio.run(take_one())
    assert endless.ended.wait(5)


def test_closing_the_loop_ends_what_is_running(loop: BackgroundLoop) -> None:
    endless = Endless()
    stream = loop.stream(endless.numbers)
    next(stream)
    loop.close()
    assert endless.ended.is_set()


def test_callers_of_many_threads_share_the_loop(loop: BackgroundLoop) -> None:
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: seen.extend(loop.stream(count, 20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(list(range(20)) * 8)
