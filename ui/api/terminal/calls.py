"""Calls at work: each in a thread of its own or drawn from a stream, until its caller leaves."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from rag.conversations.record_codec import as_document
from rag.errors import MujazError
from rag.records import AnswerFinished, BriefFinished
from rag.remote.wire import as_error, as_item, as_value, line_of
from ui.guard.refusal import PageError

AT_ONCE = 64
"""Calls at work at one time, of all; one of a program is rarely longer than a second."""

EACH = 24
"""Of one person: the terminals of a desk and their scripts."""

ENDING = 1.5
"""Seconds that threads get to end when the server does."""

_log = logging.getLogger(__name__)

_Work = Callable[..., Any]


class _LeftError(Exception):
    """The caller has gone, and nobody waits for what is being done."""


class Call:
    """One call. `stop` asks the work to end early and still tell its result; `gone` that nobody
    waits for it."""

    def __init__(self, name: str, person: str) -> None:
        self.name = name
        self.person = person
        self.stop = threading.Event()
        self.gone = threading.Event()
        self.stopped = asyncio.Event()

    def end(self) -> None:
        """Ask the work to end early."""
        self.stop.set()
        self.stopped.set()

    def leave(self) -> None:
        """Ask the work to end, whatever comes of it."""
        self.gone.set()
        self.end()


class OpenCalls:
    """The calls of one server, within its event loop."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], Call] = {}
        self._threads: set[threading.Thread] = set()
        self._each: Counter[str] = Counter()

    @asynccontextmanager
    async def begin(self, name: str, person: str) -> AsyncIterator[Call]:
        """Count a call as at work for the block. Raises `PageError` where there are too many."""
        if self._each[person] >= EACH:
            raise PageError("page.too_much", status=429)
        if self._each.total() >= AT_ONCE or len(self._threads) >= 2 * AT_ONCE:
            raise PageError("page.busy", status=503)
        if (person, name) in self._calls:
            raise PageError("page.bad", status=400)
        call = self._calls[person, name] = Call(name, person)
        self._each[person] += 1
        try:
            yield call
        finally:
            call.leave()
            del self._calls[person, name]
            self._each[person] -= 1

    def stop(self, name: str, person: str) -> None:
        """Ask a call to end early, if it is still at work."""
        call = self._calls.get((person, name))
        if call is not None:
            call.end()

    async def close(self) -> None:
        """Ask all to end, and wait so many seconds at most."""
        for call in list(self._calls.values()):
            call.leave()
        until = asyncio.get_running_loop().time() + ENDING
        for thread in list(self._threads):
            left = until - asyncio.get_running_loop().time()
            await asyncio.to_thread(thread.join, max(left, 0.0))

    async def worked(
        self, call: Call, work: _Work, *, tells: bool, stops: bool, is_whole: bool
    ) -> AsyncGenerator[bytes]:
        """Yield the lines of a method that is run in a thread.

        `tells` says that it takes `progress`, and `stops` that it takes `stop`. Of the progress
        that comes faster than it is read the newest is told.
        """
        inbox: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        here = asyncio.get_running_loop()

        def put(key: str, value: Any) -> None:
            if not here.is_closed():
                here.call_soon_threadsafe(inbox.put_nowait, (key, line_of(key, value)))

        def progress(*reach: Any) -> None:
            if call.gone.is_set():
                raise _LeftError
            put("progress", as_value(reach))

        given: dict[str, Any] = {"progress": progress} if tells else {}
        if stops:
            given["stop"] = call.stop

        def run() -> None:
            try:
                _run(work, given, put, is_whole)
            finally:
                self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, name="mujaz-call", daemon=True)
        self._threads.add(thread)
        thread.start()
        key = ""
        while key not in ("result", "error"):
            key, line = await inbox.get()
            while key == "progress" and not inbox.empty():
                key, line = inbox.get_nowait()
            yield line


def _run(
    work: _Work, given: dict[str, Any], put: Callable[[str, Any], None], is_whole: bool
) -> None:
    """Do the work, and tell what came of it."""
    try:
        put("result", as_document(work(**given), is_whole=is_whole))
    except _LeftError:
        put("error", None)
    except MujazError as error:
        put("error", as_error(error))
    except Exception as error:  # noqa: BLE001 - the caller waits, and must be told
        _log.exception("a call failed unexpectedly")
        put("error", as_error(error))


async def drawn(
    call: Call, events: AsyncGenerator[Any], *, only_last: bool
) -> AsyncGenerator[bytes]:
    """Yield the lines of a stream of answers or briefs, all its events or what the last one holds.

    It ends early when the call is asked to, and has no last line where the server ends before it:
    the caller has no answer then, and must know.
    """
    stopped = asyncio.ensure_future(call.stopped.wait())
    made: object = None
    try:
        async with aclosing(events):
            while (event := await _next_unless(stopped, events)) is not None:
                made = _made(event)
                if not only_last:
                    yield line_of("item", as_item(event))
                elif made is not None:
                    yield line_of("result", as_document(made))
        if not only_last and (made is not None or not call.gone.is_set()):
            yield line_of("result", as_document(None))
    except MujazError as error:
        yield line_of("error", as_error(error))
    finally:
        stopped.cancel()


async def _next_unless(stopped: asyncio.Future[Any], events: AsyncGenerator[Any]) -> Any:
    """Return the next event; None after the last one, or as soon as the call is asked to end.

    Nothing draws on after that, also where the caller has left: a generator that is still drawn
    from cannot be closed, and works on.
    """
    following = asyncio.ensure_future(anext(events, None))
    try:
        await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return following.result() if following.done() else None
    finally:
        if not following.done():
            following.cancel()
            await asyncio.wait({following})


def _made(event: object) -> object:
    """Return the answer or the brief of a last event; None for another event."""
    match event:
        case AnswerFinished(answer):
            return answer
        case BriefFinished(brief):
            return brief
    return None
