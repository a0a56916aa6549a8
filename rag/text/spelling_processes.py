"""Spells texts for an index, in a second process too where there are many.

The analysis of words is two fifths of the work of indexing, and Python runs on one core. What is
stored now will be asked for in a moment: it is foreseen, and the other process spells it while this
one reads on. Nothing depends on it. What it has not begun when that is asked for is spelt here, and
so is what it leaves behind when it dies or is stopped.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from rag.protocols import Spelling
from rag.text.analyzer import Analyzer

_LOG = logging.getLogger(__name__)

MOST_PROCESSES = 2
"""This one included. Reading, storing and committing stay in this one and take it longer than
another one needs to spell the same texts, so that a third would wait. Each takes 150 MB, and
analyses words anew that another has seen."""

ENOUGH = 1_000
"""Texts that wait until another process is started, about 300 articles: it needs half a second
before its first word."""

ENOUGH_BYTES = 3_000_000
"""Bytes of files to be read until the other process is started before the first text is there: a
thousand articles, three seconds of work."""

_TEXTS_A_JOB = 48  # a fortieth of a second's work: what is under way is hardly waited for
_MOST_FORESEEN = 1 << 13  # texts; what was foreseen in vain goes, the oldest first
_IDLE = 30.0  # seconds after which a process without work ends
_ENDING = 5.0  # seconds that closing waits for one to be gone
_PATIENCE = 20.0  # seconds for one job; a process that takes longer is stopped or hangs

# -P keeps the working folder off the path, where a file may have the name of a module.
_ROOT = str(Path(__file__).parents[2])
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from rag.text.spelling_processes import serve; serve()"
)


class _SpellingJob:
    """Texts that are spelt together; `spellings` are None until that is done and if it failed."""

    __slots__ = ("ended", "spellings", "taken_by", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self.spellings: list[Spelling] | None = None
        self.taken_by: _SpellingProcess | None = None
        self.ended = threading.Event()


class Speller:
    """Spells texts with one analyzer; safe to use from many threads.

    Further processes start when there is enough to do, and end when there is nothing.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        *,
        processes: int | None = None,
        enough: int = ENOUGH,
        patience: float = _PATIENCE,
    ) -> None:
        """Use so many processes, this one included: None for one a core, at most two. One that
        takes longer than `patience`, in seconds, for a few texts is ended."""
        self.analyzer = analyzer
        count = min(_cores(), MOST_PROCESSES) if processes is None else processes
        self._most = max(count - 1, 0)
        self._enough = enough
        self._patience = patience
        self._pending: list[str] = []
        self._foreseen: OrderedDict[str, tuple[_SpellingJob, int]] = OrderedDict()
        self._waiting: deque[_SpellingJob] = deque()
        self._workers: list[_SpellingProcess] = []
        self._changed = threading.Condition()
        self._closed = False

    def expect(self, size: int) -> None:
        """Know that files of so many bytes will be read: of many, other processes start now."""
        if size >= ENOUGH_BYTES:
            with self._changed:
                self._start()

    def foresee(self, texts: Iterable[str]) -> None:
        """Let other processes spell texts that will be asked for; without any, do nothing."""
        if not self._most:
            return
        with self._changed:
            self._pending += texts
            while len(self._pending) >= _TEXTS_A_JOB:
                job = self._queue(self._pending[:_TEXTS_A_JOB])
                self._foreseen.update((text, (job, at)) for at, text in enumerate(job.texts))
                del self._pending[:_TEXTS_A_JOB]
            self._forget_oldest()
            self._start_if_many()

    def spell(self, texts: Sequence[str]) -> list[Spelling]:
        """Return the spellings of texts, in order."""
        if not self._most:
            return list(map(self.analyzer.spell, texts))
        with self._changed:
            self._pending.clear()  # they are among the texts
            wanted = dict.fromkeys(texts)
            places = {text: self._foreseen.pop(text) for text in wanted if text in self._foreseen}
            unforeseen = [text for text in wanted if text not in places]
            for start in range(0, len(unforeseen), _TEXTS_A_JOB):
                job = self._queue(unforeseen[start : start + _TEXTS_A_JOB])
                places.update((text, (job, at)) for at, text in enumerate(job.texts))
            self._start_if_many()
        self._help(job for job, _ in places.values())
        found = (places[text] for text in texts)
        return [(job.spellings or self._spelt(job))[at] for job, at in found]

    def close(self) -> None:
        """End the other processes."""
        with self._changed:
            self._closed = True
            self._foreseen.clear()
            while self._waiting:
                self._waiting.pop().ended.set()
            workers = list(self._workers)
            self._changed.notify_all()
        for worker in workers:
            worker.end()

    def processes(self) -> list[int]:
        """Return the numbers of the further processes that run."""
        with self._changed:
            found = [worker.process for worker in self._workers]
        return [process.pid for process in found if process is not None]

    def waiting(self) -> int:
        """Return how many lots of texts no process has begun."""
        return len(self._waiting)

    def _queue(self, texts: Sequence[str]) -> _SpellingJob:
        job = _SpellingJob(texts)
        self._waiting.append(job)
        self._changed.notify()
        return job

    def _forget_oldest(self) -> None:
        while len(self._foreseen) > _MOST_FORESEEN:
            _, (old, _) = self._foreseen.popitem(last=False)
            if old in self._waiting:
                self._waiting.remove(old)
                old.ended.set()

    def _start_if_many(self) -> None:
        """Start the further processes if enough texts wait."""
        if len(self._waiting) * _TEXTS_A_JOB >= self._enough:
            self._start()

    def _start(self) -> None:
        while not self._closed and len(self._workers) < self._most:
            worker = _SpellingProcess(self)
            try:
                worker.start()
            except RuntimeError:  # this process may have no more threads
                self._most = len(self._workers)
                return
            self._workers.append(worker)

    def _help(self, jobs: Iterable[_SpellingJob]) -> None:
        """Spell what nobody has begun, and wait for the rest."""
        wanted = set(jobs)
        while wanted:
            with self._changed:
                # From the end: others take from the beginning.
                free = next((job for job in reversed(self._waiting) if job in wanted), None)
                if free is not None:
                    self._waiting.remove(free)
            if free is None:
                break
            wanted.remove(free)
            self._spelt(free)
        for job in wanted:
            if not job.ended.wait(self._patience) and job.taken_by is not None:
                job.taken_by.kill()
                job.ended.wait()

    def _spelt(self, job: _SpellingJob) -> list[Spelling]:
        try:
            job.spellings = list(map(self.analyzer.spell, job.texts))
        finally:
            job.ended.set()
        return job.spellings

    def next_job(self, worker: _SpellingProcess) -> _SpellingJob | None:
        """Return the next job for another process; None when it is to end."""
        with self._changed:
            if not self._waiting and not self._closed:
                self._changed.wait_for(lambda: self._waiting or self._closed, _IDLE)
            if self._waiting and not self._closed:
                job = self._waiting.popleft()
                job.taken_by = worker
                return job
            self._workers.remove(worker)
            return None

    def give_up(self, worker: _SpellingProcess) -> bool:
        """Do without a process that died: what killed it, such as want of memory, would kill the
        next one. Return whether that was not at closing."""
        with self._changed:
            self._workers.remove(worker)
            self._most -= 1
            return not self._closed


class _SpellingProcess(threading.Thread):
    """Another process that spells, and the thread that waits for it."""

    def __init__(self, speller: Speller) -> None:
        super().__init__(name="mujaz-spelling", daemon=True)
        self._speller = speller
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        job: _SpellingJob | None = None
        try:
            # A group of its own: Ctrl-C is for this process, and the other one ends with its input.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CODE, _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            into = cast("IO[bytes]", self.process.stdin)
            out = cast("IO[bytes]", self.process.stdout)
            _send(into, self._speller.analyzer.recipe())
            while (job := self._speller.next_job(self)) is not None:
                _send(into, job.texts)
                found: list[tuple[str, str, str]] = pickle.load(out)
                job.spellings = [Spelling(*one) for one in found]
                job.ended.set()
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            if self._speller.give_up(self):
                _LOG.warning("a process that spells texts died; this one does its work: %r", error)
        finally:
            if job is not None:
                job.ended.set()
            if self.process is not None:
                _end(self.process)

    def kill(self) -> None:
        """End the process, whatever it does; the thread goes on without it."""
        if self.process is not None:
            self.process.kill()

    def end(self) -> None:
        """End the process, and wait until that is done."""
        self.kill()
        self.join(_ENDING)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, which has nothing to lose."""
    process.kill()
    with suppress(OSError), process:  # what was still to be sent to it cannot be
        pass


def _send(into: IO[bytes], what: object) -> None:
    pickle.dump(what, into, protocol=pickle.HIGHEST_PROTOCOL)
    into.flush()


def serve() -> None:
    """Spell what comes on standard input, a list at a time, until it ends."""
    into, out = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        analyzer = Analyzer.of_recipe(pickle.load(into))
        gc.disable()  # what is kept of words refers to nothing in a circle
        while True:
            spelt = map(analyzer.spell, pickle.load(into))
            _send(out, [(one.stems, one.grams, one.keys) for one in spelt])


def _cores() -> int:
    """Return on how many cores this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
