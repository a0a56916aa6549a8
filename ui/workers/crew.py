"""The parent of the workers: it starts them, starts those again that die, and ends them all."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from rag.errors import LibraryError
from ui.workers.tuning import (
    FIRST_PAUSE,
    LAST_SECONDS,
    LONGEST_PAUSE,
    SOUND_AFTER,
    STARTING,
)

READY = ""
"""What a worker says when it serves; anything else is why it cannot."""

END = "end"
"""What a worker is told to end; each further time it waits for less. It is no signal: whoever runs
a server may send SIGTERM to all of its processes, and that would count twice."""

Work = Callable[[int, Connection], None]
"""What a worker does with its number, in a new process: it sends `READY` or a reason, and ends when
it is sent `END`, or when nobody is at the other end of the pipe any more."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    """One process. `pause` is how long to wait if it dies now, `again` when to start it again."""

    number: int
    process: BaseProcess | None = None
    pipe: Connection | None = None
    since: float = 0.0
    pause: float = FIRST_PAUSE
    again: float = 0.0


class Crew:
    """The workers of one server, watched by the thread that runs it."""

    def __init__(self, count: int, work: Work, *, grace: float, ready: Callable[[], None]) -> None:
        """`grace` is how long answers may go on at the end; `ready` is called once, when the first
        worker serves."""
        self._workers = [_Worker(number) for number in range(count)]
        self._work = work
        self._grace = grace
        self._ready = ready
        self._has_served = False
        self._signals = 0
        # A new process and not a copy of this one, whose threads and connections it would share.
        self._processes = multiprocessing.get_context("spawn")

    def run(self) -> None:
        """Keep the workers running until SIGINT or SIGTERM.

        Raises `LibraryError` with the reason of a worker that cannot serve while none has, or where
        none does in time.
        """
        with self._woken_by_signals() as woken:
            try:
                self._watch(woken)
            finally:
                self._end(woken)

    def _watch(self, woken: Connection) -> None:
        started = time.monotonic()
        while not self._signals:
            now = time.monotonic()
            for one in self._workers:
                if one.process is None and now >= one.again:
                    self._start(one)
            if not self._has_served and now - started > STARTING:
                raise LibraryError("no worker has begun to serve; see the log")
            self._wait(woken, seconds=1.0)
            for one in self._workers:
                self._look_at(one)

    def _start(self, one: _Worker) -> None:
        """Start a worker, or try again after a pause where the system has no room for it."""
        own, its = self._processes.Pipe()
        process = self._processes.Process(
            target=self._work, args=(one.number, its), name=f"mujaz-worker-{one.number}"
        )
        try:
            process.start()
        except OSError as error:
            own.close()
            _log.warning(
                "worker %s could not be started (%s); it is tried again in %g s",
                one.number,
                error.strerror,
                one.pause,
            )
            self._put_off(one)
            return
        finally:
            its.close()
        one.process, one.pipe, one.since = process, own, time.monotonic()

    def _wait(self, woken: Connection, *, seconds: float) -> None:
        """Wait for a sign of a worker, the end of one, or a signal."""
        objects: list[Any] = [woken]
        for one in self._workers:
            is_alive = one.process is not None and one.process.is_alive()
            objects += [one.process.sentinel] if one.process and is_alive else []
            objects += [one.pipe] if one.pipe else []
        if woken in wait(objects, timeout=seconds):
            woken.recv_bytes()

    def _look_at(self, one: _Worker) -> None:
        """Take what a worker has said, and see whether it lives."""
        self._listen_to(one)
        if one.process is None or one.process.is_alive():
            return
        self._listen_to(one)  # its last words
        now = time.monotonic()
        if now - one.since > SOUND_AFTER:
            one.pause = FIRST_PAUSE
        _log.warning(
            "worker %s (process %s) has died; it is started again in %g s",
            one.number,
            one.process.pid,
            one.pause,
        )
        self._forget(one)
        self._put_off(one)

    def _put_off(self, one: _Worker) -> None:
        one.again = time.monotonic() + one.pause
        one.pause = min(2 * one.pause, LONGEST_PAUSE)

    def _listen_to(self, one: _Worker, *, is_over: bool = False) -> None:
        try:
            while one.pipe is not None and one.pipe.poll():
                said = one.pipe.recv()
                if is_over:
                    continue
                if said == READY and not self._has_served:
                    self._has_served = True
                    self._ready()
                elif said != READY:
                    if not self._has_served:
                        raise LibraryError(said)
                    _log.error("worker %s cannot serve: %s", one.number, said)
        except (EOFError, OSError):
            if one.pipe is not None:
                one.pipe.close()
                one.pipe = None

    def _forget(self, one: _Worker) -> None:
        if one.process is not None:
            one.process.join()
            one.process.close()
        if one.pipe is not None:
            one.pipe.close()
        one.process = one.pipe = None

    def _end(self, woken: Connection) -> None:
        """Have all workers end, each further signal sooner; kill those that do not."""
        told = 0
        until = time.monotonic() + self._grace + LAST_SECONDS
        while left := [one for one in self._workers if one.process and one.process.is_alive()]:
            late = time.monotonic() > until
            if late or told < max(1, self._signals):
                told += 1
                for one in left:
                    _end_one(one, at_once=late)
            self._wait(woken, seconds=0.5)
            for one in left:
                self._listen_to(one, is_over=True)
        for one in self._workers:
            self._forget(one)

    @contextmanager
    def _woken_by_signals(self) -> Iterator[Connection]:
        """Have signals to end counted for the block; what is yielded can be read after one."""
        reading, writing = self._processes.Pipe(duplex=False)

        def note(*_: object) -> None:
            self._signals += 1
            writing.send_bytes(b"!")

        before: list[tuple[int, Any]] = []
        if threading.current_thread() is threading.main_thread():
            both: Sequence[int] = (signal.SIGINT, signal.SIGTERM)
            before = [(one, signal.signal(one, note)) for one in both]
        try:
            yield reading
        finally:
            for one, handler in before:
                signal.signal(one, handler)
            reading.close()
            writing.close()


def _end_one(one: _Worker, *, at_once: bool) -> None:
    if at_once and one.process is not None:
        one.process.kill()
    elif one.pipe is not None:
        with suppress(OSError):  # it is ending
            one.pipe.send(END)
