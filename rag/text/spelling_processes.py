"""Cuts articles and spells texts for an index, in a second process too where there are many.

That is three fifths of the work of indexing, and Python runs on one core. What has been read now
will be stored in a moment: it is foreseen, and the other process cuts and spells it while this one
reads on. Nothing depends on it. What it has not begun when that is asked for is done here, and so
is what it leaves behind when it dies or is stopped.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from rag.protocols import Spelling
from rag.text.analyzer import Analyzer
from rag.text.spelling_jobs import Cut, PreparedText, SpellingJob, prepare, send, whole

_LOG = logging.getLogger(__name__)

MOST_PROCESSES = 2
"""This one included. Reading, storing and committing stay in this one and take it about as long as
another one needs to prepare the same articles, so that a third would wait. Each takes 150 MB, and
analyses words anew that another has seen."""

ENOUGH = 900_000
"""Characters that wait until another process is started, about 300 articles: it needs half a second
before its first word."""

ENOUGH_BYTES = 3_000_000
"""Bytes of files to be read until the other process is started before the first text is there: a
thousand articles, three seconds of work."""

_A_JOB = 40_000  # characters, a fortieth of a second's work: what is under way is hardly waited for
_PIPE = 1 << 20  # bytes, more than a job and what comes of it: one process need not wait to write
_UNDER_WAY = 2  # jobs that another process has: one is done, one waits
_LONGEST = 400_000  # characters; a longer article is cut here, and its passages are many jobs
_MOST_FORESEEN = 20_000_000  # characters; what was foreseen in vain goes, the oldest first
_MOST_SPELT = 1 << 13  # passages of articles that were cut and are not indexed yet
_IDLE = 30.0  # seconds after which a process without work ends
_ENDING = 5.0  # seconds that closing waits for one to be gone
_PATIENCE = 20.0  # seconds for one job; a process that takes longer is stopped or hangs

# -P keeps the working folder off the path, where a file may have the name of a module.
_ROOT = str(Path(__file__).parents[2])
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); from rag.text.spelling_jobs import serve; serve()"
)


class Speller:
    """Cuts articles and spells texts with one analyzer; safe to use from many threads.

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
        """Use so many processes, this one included: None for one a core, at most two. They start
        when `enough` characters wait. One that takes longer than `patience`, in seconds, for a few
        texts is ended."""
        self.analyzer = analyzer
        count = min(_cores(), MOST_PROCESSES) if processes is None else processes
        self._most = max(count - 1, 0)
        self._enough = enough
        self._patience = patience
        self._foreseen: OrderedDict[str, tuple[SpellingJob, int]] = OrderedDict()
        self._foreseen_size = 0
        self._pending: SpellingJob | None = None
        self._spelt: OrderedDict[str, Spelling] = OrderedDict()
        self._waiting: deque[SpellingJob] = deque()
        self._workers: list[_SpellingProcess] = []
        self._changed = threading.Condition()
        self._closed = False

    def expect(self, size: int) -> None:
        """Know that files of so many bytes will be read: of many, other processes start now."""
        if size >= ENOUGH_BYTES:
            with self._changed:
                self._start()

    def foresee(self, before: str, text: str, cut: Cut) -> None:
        """Let another process prepare an article whose cuts, and then the spellings of whose
        passages with `before` in front of each, will be asked for; without any, do nothing."""
        if not self._most or len(text) > _LONGEST:
            return
        with self._changed:
            if text in self._foreseen:
                if self._foreseen[text][0].cut == cut:
                    return
                self._taken(text)
            if self._pending is None or self._pending.cut != cut:
                self._queue_pending()
                self._pending = SpellingJob(cut)
            self._foreseen[text] = self._pending, self._pending.add(before, text)
            if self._pending.size >= _A_JOB:
                self._queue_pending()
            self._foreseen_size += len(text)
            self._forget_oldest()
            self._start_if_many()

    def is_preparing(self, texts: Sequence[str]) -> bool:
        """Tell whether another process has not yet done the last of some foreseen articles. Were
        they too few for it until now, it begins."""
        with self._changed:
            self._queue_pending()
            if not self._workers or not texts or texts[-1] not in self._foreseen:
                return False
            return not self._foreseen[texts[-1]][0].ended.is_set()

    def cuts(self, texts: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
        """Return the cuts of those articles that were foreseen."""
        with self._changed:
            self._queue_pending()
            places = {text: self._taken(text) for text in texts if text in self._foreseen}
        self._help(job for job, _ in places.values())
        found = {text: self._result(job)[at] for text, (job, at) in places.items()}
        with self._changed:
            for text, (job, at) in places.items():
                before = job.texts[at][0]
                spellings = found[text].spellings
                for (start, end), spelling in zip(found[text].cuts, spellings, strict=True):
                    self._spelt[before + text[start:end]] = spelling
            while len(self._spelt) > _MOST_SPELT:
                self._spelt.popitem(last=False)
        return {text: one.cuts for text, one in found.items()}

    def spell(self, texts: Sequence[str]) -> list[Spelling]:
        """Return the spellings of texts, in order."""
        with self._changed:
            found = {text: self._spelt.pop(text) for text in texts if text in self._spelt}
        unknown = [text for text in dict.fromkeys(texts) if text not in found]
        if not self._most:
            found.update((text, self.analyzer.spell(text)) for text in unknown)
        elif unknown:
            found.update(self._spelt_together(unknown))
        return [found[text] for text in texts]

    def _spelt_together(self, texts: Sequence[str]) -> Iterator[tuple[str, Spelling]]:
        """Yield texts that nobody has foreseen, and their spellings."""
        jobs = [SpellingJob(whole)]
        for text in texts:
            if jobs[-1].size >= _A_JOB:
                jobs.append(SpellingJob(whole))
            jobs[-1].add("", text)
        with self._changed:
            for job in jobs:
                self._queue(job)
            self._start_if_many()
        self._help(jobs)
        for job in jobs:
            for (_, text), one in zip(job.texts, self._result(job), strict=True):
                yield text, one.spellings[0]

    def close(self) -> None:
        """End the other processes."""
        with self._changed:
            self._closed = True
            self._foreseen.clear()
            self._foreseen_size = 0
            self._pending = None
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

    def _queue(self, job: SpellingJob) -> None:
        self._waiting.append(job)
        self._changed.notify()

    def _queue_pending(self) -> None:
        if self._pending is not None:
            self._queue(self._pending)
            self._pending = None

    def _taken(self, text: str) -> tuple[SpellingJob, int]:
        """Take an article out of what was foreseen."""
        self._foreseen_size -= len(text)
        return self._foreseen.pop(text)

    def _forget_oldest(self) -> None:
        while self._foreseen_size > _MOST_FORESEEN:
            job, _ = self._taken(next(iter(self._foreseen)))
            if job in self._waiting:
                self._waiting.remove(job)
                job.ended.set()

    def _start_if_many(self) -> None:
        """Start the further processes if enough texts wait."""
        if sum(job.size for job in self._waiting) >= self._enough:
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

    def _help(self, jobs: Iterable[SpellingJob]) -> None:
        """Do what nobody has begun, and wait for the rest."""
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
            self._do(free)
        for job in wanted:
            if not job.ended.wait(self._patience) and job.stop is not None:
                job.stop()
                job.ended.wait()

    def _result(self, job: SpellingJob) -> list[PreparedText]:
        """Return what came of a job, which is done here if another process has failed."""
        return job.prepared or self._do(job)

    def _do(self, job: SpellingJob) -> list[PreparedText]:
        try:
            job.prepared = prepare(self.analyzer, job.cut, job.texts)
        finally:
            job.ended.set()
        return job.prepared

    def next_job(self, worker: _SpellingProcess, *, wait: bool) -> SpellingJob | None:
        """Return the next job for another process; None when there is none, and one that would
        `wait` for it is to end."""
        with self._changed:
            if wait and not self._waiting and not self._closed:
                self._changed.wait_for(lambda: self._waiting or self._closed, _IDLE)
            if self._waiting and not self._closed:
                job = self._waiting.popleft()
                job.stop = worker.kill
                return job
            if wait:
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
        under_way: deque[SpellingJob] = deque()
        try:
            # A group of its own: Ctrl-C is for this process, and the other one ends with its input.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CODE, _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                bufsize=_PIPE,
            )
            into = cast("IO[bytes]", self.process.stdin)
            out = cast("IO[bytes]", self.process.stdout)
            _widen(into)
            _widen(out)
            send(into, self._speller.analyzer.glossary.tables)
            while self._send_next(into, under_way):
                found = pickle.load(out)
                job = under_way.popleft()
                job.prepared = found
                job.ended.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing depends on it
            if self._speller.give_up(self):
                _LOG.warning("a process that spells texts died; this one does its work: %r", error)
        finally:
            for job in under_way:
                job.ended.set()
            if self.process is not None:
                _end(self.process)

    def _send_next(self, into: IO[bytes], under_way: deque[SpellingJob]) -> bool:
        """Send jobs until the other process has a further one to go on with while this thread waits
        for its turn; return whether any is under way."""
        while len(under_way) < _UNDER_WAY:
            job = self._speller.next_job(self, wait=not under_way)
            if job is None:
                break
            under_way.append(job)
            send(into, (job.cut, job.texts))
        return bool(under_way)

    def kill(self) -> None:
        """End the process, whatever it does; the thread goes on without it."""
        if self.process is not None:
            self.process.kill()

    def end(self) -> None:
        """End the process, and wait until that is done."""
        self.kill()
        self.join(_ENDING)


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold more, where the system can do that and allows it."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, which has nothing to lose."""
    process.kill()
    with suppress(OSError), process:  # what was still to be sent to it cannot be
        pass


def _cores() -> int:
    """Return on how many cores this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
