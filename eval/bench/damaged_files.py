"""Reads files of every format that were damaged at random: no crash, no hang, bounded memory."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import monotonic

from eval.bench.harness import Context, Measurement, peak_memory
from eval.bench.sample_files import sample_files
from rag.records import SourceArticle
from rag.settings import Settings
from rag.sources.file_reading import read_source

_FILES = 1_000
_LONGEST = 30.0  # seconds after which a file counts as one that hangs
_MOST_MEMORY = 700  # MB; the reader of web pages and that of PDFs alone take 200
_MAX_BYTES = 20_000_000
_CHANGES = 8  # at most, to one file
_MARKUP = b"""<>&;{}[]"'\\/\0\xff\x1b\r\n,:=-+%()*#|~`"""


@dataclass(slots=True)
class DamageOutcome:
    """What came of some damaged files: `crashes` and `hangs` name the files."""

    files: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: float = 0.0


def soak(context: Context) -> Iterator[Measurement]:
    """Read a thousand damaged files."""
    outcome = read_damaged(context.folder("damaged"), files=_FILES, seed=int(monotonic() * 1000))
    yield Measurement("damaged files", outcome.files.total(), digits=0)
    yield Measurement("of them still read", outcome.read.total(), digits=0)
    yield Measurement("crashes", len(outcome.crashes), at_most=0, digits=0)
    yield Measurement("hangs", len(outcome.hangs), at_most=0, digits=0)
    yield Measurement("slowest file", outcome.slowest, at_most=_LONGEST, unit="s", digits=1)
    yield Measurement("most memory", outcome.memory, at_most=_MOST_MEMORY, unit="MB", digits=0)
    for ending, count in sorted(outcome.files.items()):
        yield Measurement(f".{ending}: still read", outcome.read[ending] / count, digits=2)
    for problem in (*outcome.crashes, *outcome.hangs):
        yield Measurement(problem, 1, digits=0)


def read_damaged(folder: Path, *, files: int, seed: int) -> DamageOutcome:
    """Damage sample files and read each in a process that is watched; a file that ends or holds up
    the process stays in `folder`."""
    random = Random(seed)
    samples = sample_files(Settings.load(home=folder / "library", embedder="builtin"))
    outcome, reader = DamageOutcome(), WatchedReader()
    try:
        for number in range(files):
            ending = sorted(samples)[number % len(samples)]
            path = folder / f"{seed}-{number}.{ending}"
            path.write_bytes(damaged(random.choice(samples[ending]), random))
            outcome.files[ending] += 1
            _note(outcome, ending, path, reader)
    finally:
        reader.close()
    return outcome


def _note(outcome: DamageOutcome, ending: str, path: Path, reader: WatchedReader) -> None:
    started = monotonic()
    said = reader.read(path)
    outcome.slowest = max(outcome.slowest, monotonic() - started)
    if isinstance(said, str):
        (outcome.hangs if said == HANGS else outcome.crashes).append(f"{path}: {said}")
        return
    articles, memory = said
    outcome.read[ending] += articles > 0
    outcome.memory = max(outcome.memory, memory)
    path.unlink()


HANGS = "took too long"


class WatchedReader:
    """A process that reads files; a new one takes its place when it died or was stopped."""

    def __init__(
        self, serve: Callable[[Connection], None] | None = None, *, longest: float = _LONGEST
    ) -> None:
        self._serve, self._longest = serve or read_for_others, longest
        self._processes = get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._pipe, other = self._processes.Pipe()
        self._process = self._processes.Process(target=self._serve, args=(other,), daemon=True)
        self._process.start()
        other.close()

    def read(self, path: Path) -> tuple[int, float] | str:
        """Return how many articles the file gave and the memory in MB, or what went wrong."""
        self._pipe.send(path)
        if not self._pipe.poll(self._longest):
            return self._replace(HANGS)
        try:
            said: tuple[int, float] | str = self._pipe.recv()
        except EOFError:
            self._process.join()
            return self._replace(f"ended the process with {self._process.exitcode}")
        return said

    def _replace(self, problem: str) -> str:
        self.close()
        self._start()
        return problem

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def read_for_others(pipe: Connection) -> None:
    """Read the files whose paths come through the pipe."""
    while True:
        path: Path = pipe.recv()
        try:
            items = list(read_source(path, max_bytes=_MAX_BYTES))
        except Exception as error:  # noqa: BLE001 - what a reader lets through is what is looked for
            pipe.send(f"{type(error).__name__}: {error}"[:300])
        else:
            pipe.send((sum(isinstance(item, SourceArticle) for item in items), peak_memory()))


def damaged(data: bytes, random: Random) -> bytes:
    """Return a file with up to eight changes; of a ZIP package, half the time, one of its parts."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.5:
        return _package(data, random)
    for _ in range(random.randint(1, _CHANGES)):
        data = _changed(data, random)
    return data


def _package(data: bytes, random: Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        chosen = random.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _changed(part, random) if name == chosen else part)
    return file.getvalue()


def _changed(data: bytes, random: Random) -> bytes:
    """Return the bytes with one span flipped, cut out, repeated, moved or filled with markup."""
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice((1, 4, 30, 400)))
    before, span, after = data[:start], data[start:end], data[end:]
    match random.randrange(7):
        case 0:
            return before + bytes(one ^ (1 << random.randrange(8)) for one in span) + after
        case 1:
            return before + after
        case 2:
            return before + span * random.choice((2, 50, 1000)) + after
        case 3:
            return after + span + before
        case 4:
            return before + bytes(random.choices(_MARKUP, k=len(span))) + after
        case 5:
            return before + random.randbytes(len(span)) + after
        case _:
            return before
