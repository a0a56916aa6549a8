"""What is prepared of articles before they are stored, and the further process that does it."""

from __future__ import annotations

import gc
import pickle
import queue
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from rag.protocols import Spelling
from rag.text.analyzer import Analyzer

Cut = Callable[[str], list[tuple[int, int]]]
"""Returns where the passages of an article's text begin and end. It must be possible to pickle."""


@dataclass(frozen=True, slots=True)
class PreparedText:
    """Where the passages of a text are, and how each is spelt, with what stands before it."""

    cuts: list[tuple[int, int]]
    spellings: list[Spelling]


class SpellingJob:
    """Texts that are prepared together, each with what stands before its passages; what came of it
    is None until that is done and if it failed."""

    __slots__ = ("cut", "ended", "prepared", "size", "stop", "texts")

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.texts: list[tuple[str, str]] = []
        self.size = 0
        self.prepared: list[PreparedText] | None = None
        self.stop: Callable[[], None] | None = None
        """Stops the process that has the job."""
        self.ended = threading.Event()

    def add(self, before: str, text: str) -> int:
        """Take a text, and return its place."""
        self.texts.append((before, text))
        self.size += len(text)
        return len(self.texts) - 1


def serve() -> None:
    """Prepare what comes on standard input, a list at a time, until it ends."""
    out = sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        analyzer = Analyzer.of_tables(pickle.load(sys.stdin.buffer))
        gc.disable()  # what is kept of words refers to nothing in a circle
        jobs: queue.SimpleQueue[tuple[Cut, list[tuple[str, str]]] | None] = queue.SimpleQueue()
        threading.Thread(target=_receive, args=(jobs,), daemon=True).start()
        while (job := jobs.get()) is not None:
            send(out, prepare(analyzer, *job))


def _receive(jobs: queue.SimpleQueue[tuple[Cut, list[tuple[str, str]]] | None]) -> None:
    """Take in jobs while another one is done, so that nobody waits to send one."""
    try:
        while True:
            jobs.put(pickle.load(sys.stdin.buffer))
    finally:
        jobs.put(None)


def prepare(analyzer: Analyzer, cut: Cut, texts: Iterable[tuple[str, str]]) -> list[PreparedText]:
    """Return what comes of texts, each with what stands before its passages."""
    return [
        PreparedText(cuts, [analyzer.spell(before + text[start:end]) for start, end in cuts])
        for before, text in texts
        for cuts in [cut(text)]
    ]


def whole(text: str) -> list[tuple[int, int]]:
    """Cut nothing: the text is a passage already."""
    return [(0, len(text))]


def send(into: IO[bytes], what: object) -> None:
    """Send something to another process."""
    pickle.dump(what, into, protocol=pickle.HIGHEST_PROTOCOL)
    into.flush()
