"""An event loop of its own for everything asynchronous that the library does.

A chat model's connections belong to the loop that opened them. Running every answer on one loop
lets synchronous callers, web servers and notebooks share one model client, and keeps each stream
inside one task, on which its deadline and its cancellation depend.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class BackgroundLoop:
    """A loop on a thread that starts when first needed and ends with `close`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def close(self) -> None:
        """Cancel what is running and end the thread."""
        with self._starting:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_cancel_others(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run one coroutine to its end and hand back its result."""
        return self._submit(work).result()

    def stream(
        self, start: Callable[P, AsyncGenerator[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Generator[T]:
        """Yield the items of an async generator function to a synchronous caller.

        Closing this generator cancels the work."""
        inbox: queue.SimpleQueue[_Item[T] | _End] = queue.SimpleQueue()
        work = self._submit(_pump(start(*args, **kwargs), inbox.put))
        try:
            while isinstance(item := inbox.get(), _Item):
                yield item.value
            _raise(item)
        finally:
            work.cancel()

    async def astream(
        self, start: Callable[P, AsyncGenerator[T]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T]:
        """Yield the items of an async generator function to a caller with a loop of its own.

        Closing this generator cancels the work."""
        inbox: asyncio.Queue[_Item[T] | _End] = asyncio.Queue()
        here = asyncio.get_running_loop()

        def put(item: _Item[T] | _End) -> None:
            if not here.is_closed():
                here.call_soon_threadsafe(inbox.put_nowait, item)

        work = self._submit(_pump(start(*args, **kwargs), put))
        try:
            while isinstance(item := await inbox.get(), _Item):
                yield item.value
            _raise(item)
        finally:
            work.cancel()

    def _submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="mujaz-answers", daemon=True
                )
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _pump(items: AsyncGenerator[T], put: Callable[[_Item[T] | _End], None]) -> None:
    """Hand over every item and then the end, whatever it is: the caller is waiting for it.

    The iterator is closed in this task. Left to the garbage collector, it and those inside it
    would all be closed at once, each by a task of its own ("asynchronous generator is already
    running"). For the same reason a cancellation is handed over without its traceback, which
    would keep the iterators alive.
    """
    error: BaseException | None = None
    try:
        async with aclosing(items):
            async for value in items:
                put(_Item(value))
    except BaseException as raised:
        cancelled = isinstance(raised, asyncio.CancelledError)
        error = asyncio.CancelledError() if cancelled else raised
        if cancelled:
            raise
    finally:
        put(_End(error))


def _raise(end: _End) -> None:
    if end.error is not None:
        raise end.error


async def _cancel_others() -> None:
    """Cancel what runs and let what it leaves behind be closed, one inside another in turn, before
    the loop closes all that is left at once."""
    others = _others()
    for task in others:
        task.cancel()
    while others:
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # the loop makes tasks of what the garbage collector handed it
        others = _others()
    await asyncio.get_running_loop().shutdown_asyncgens()
    await asyncio.get_running_loop().shutdown_default_executor()


def _others() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
