"""How long a search takes in a large library, and how soon the command line answers, also beside
a running server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from eval.bench.bench_library import opened, settings
from eval.bench.harness import Context, Measurement, in_new_process, peak_memory
from eval.bench.made_up_news import Item, generate, write_jsonl
from eval.measures import mean, quantile
from rag.garbage import collect_seldom
from rag.records import SearchFilter
from rag.retrieval.retriever import Retriever
from rag.service import Service
from rag.text.analyzer import shipped_analyzer

_SHARD = 2_000
_QUESTIONS = 300
_WARM_UP = 20
_LIMIT = 6  # passages, as many as an answer is written from
_CPU_MS = 15.0
_WEIGHT = 0.3  # of the vectors


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds a search, by the clock and of processor time, and how often the article that
    a question was made from came up."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]
    found: float


@dataclass(frozen=True, slots=True)
class Asking:
    """What the process that asked found out. `memory` is its peak in MB."""

    plain: Timings
    by_month: Timings
    by_language: Timings
    memory: float


def latency(context: Context) -> Iterator[Measurement]:
    """Search among 100,000 chunks."""
    return _searched(context, chunks=100_000)


def _searched(context: Context, *, chunks: int) -> Iterator[Measurement]:
    """Build a library, then search it, each in its own process to measure its own peak memory."""
    home = context.folder("large")
    held, articles, seconds, peak = in_new_process(build, home, chunks)
    yield Measurement("chunks", held, digits=0)
    yield Measurement("building: articles/s", articles / seconds, digits=0)
    yield Measurement("building: peak memory", peak, unit="MB", digits=0)
    asking = in_new_process(ask, home)
    plain = quantile(asking.plain.cpu, 0.5)
    yield Measurement("search: CPU p50", plain, at_most=_CPU_MS, unit="ms", digits=1)
    yield from _spread("search", asking.plain)
    for name, timings in (("month", asking.by_month), ("language", asking.by_language)):
        middle = quantile(timings.cpu, 0.5)
        yield Measurement(f"by {name}: CPU p50", middle, unit="ms", digits=1)
        yield Measurement(f"by {name}: CPU p50, times plain", middle / plain, at_most=3.0, digits=2)
        yield from _spread(f"by {name}", timings)
    yield Measurement("asking: peak memory", asking.memory, unit="MB", digits=0)


def _spread(name: str, timings: Timings) -> Iterator[Measurement]:
    """Yield the quantiles of some timings."""
    yield Measurement(f"{name}: CPU p95", quantile(timings.cpu, 0.95), unit="ms", digits=1)
    yield Measurement(f"{name}: wall p50", quantile(timings.wall, 0.5), unit="ms", digits=1)
    yield Measurement(f"{name}: wall p95", quantile(timings.wall, 0.95), unit="ms", digits=1)
    yield Measurement(f"{name}: its article found", timings.found, digits=2)


def build(home: Path, chunks: int) -> tuple[int, int, float, float]:
    """Index made-up articles until there are `chunks` chunks.

    Returns the chunks, the articles, the seconds of indexing and the peak of memory in MB.
    """
    articles = held = 0
    seconds = 0.0
    with Service.open(settings(home)) as service:
        while held < chunks:
            source = write_jsonl(_shard(articles), home.parent / "shard.jsonl")
            started = time.perf_counter()
            service.index([source])
            seconds += time.perf_counter() - started
            articles += _SHARD
            held = sum(article.chunks for article in service.articles())
    return held, articles, seconds, peak_memory()


def ask(home: Path) -> Asking:
    """Search a library that `build` made.

    Vectors are searched too, even where the embedder gives them no weight.
    """
    collect_seldom()  # as the `mujaz` command does
    items = list(_shard(0))[:: _SHARD // _QUESTIONS]
    with opened(home, weight=_WEIGHT) as (catalog, index, embedder):
        retriever = Retriever(catalog, index, embedder, analyzer=shipped_analyzer())
        for item in items[:_WARM_UP]:
            retriever.search(item.question)
        return Asking(
            plain=_timed(retriever, items, lambda _: None),
            by_month=_timed(retriever, items, lambda item: _month(item.published_at)),
            by_language=_timed(retriever, items, lambda item: SearchFilter(language=item.language)),
            memory=peak_memory(),
        )


def _timed(
    retriever: Retriever, items: Sequence[Item], narrow: Callable[[Item], SearchFilter | None]
) -> Timings:
    """Time a search for each article."""
    wall, cpu, found = [], [], []
    for item in items:
        where = narrow(item)
        before = time.perf_counter(), time.process_time()
        passages = retriever.search(item.question, limit=_LIMIT, where=where)
        wall.append((time.perf_counter() - before[0]) * 1000)
        cpu.append((time.process_time() - before[1]) * 1000)
        found.append(any(passage.article.id == item.id for passage in passages))
    return Timings(tuple(wall), tuple(cpu), mean(found))


def _shard(start: int) -> Iterator[Item]:
    """Make one shard of articles."""
    return generate(_SHARD, seed=start)


def _month(day: date) -> SearchFilter:
    """Return a filter for the month of a day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return SearchFilter(since=first, until=following - timedelta(days=1))


_RUNS = 5
_COMMAND_QUESTIONS = (
    "كم عدد الجنود الأمريكيين في اليابان؟",
    "How many US troops are stationed in Japan?",
)


def commands(context: Context) -> Iterator[Measurement]:
    """Time `mujaz --help`, and `mujaz ask` on the sample articles."""
    home = context.folder("samples")
    yield Measurement("mujaz --help", _seconds(["--help"], home), at_most=0.3, unit="s", digits=2)
    _mujaz(["index", "--samples"], home)
    for language, question in zip(("Arabic", "English"), _COMMAND_QUESTIONS, strict=True):
        seconds = _seconds(["ask", question], home)
        yield Measurement(f"mujaz ask, cold, {language}", seconds, at_most=2.0, unit="s", digits=2)
    with _served(home):
        for language, question in zip(("Arabic", "English"), _COMMAND_QUESTIONS, strict=True):
            seconds = _seconds(["ask", question], home)
            name = f"mujaz ask, by a server, {language}"
            yield Measurement(name, seconds, at_most=0.6, unit="s", digits=2)


@contextmanager
def _served(home: Path) -> Iterator[None]:
    """Serve a library until the end of the block."""
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("mujaz")), "serve", "--port", "0"],
        env={**os.environ, "MUJAZ_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    server.stdout.readline()  # which comes once it listens
    try:
        yield
    finally:
        server.terminate()
        server.communicate()


def _seconds(arguments: Sequence[str], home: Path) -> float:
    """Return the median over runs, after one run that loads the files into memory."""
    _mujaz(arguments, home)
    taken = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        _mujaz(arguments, home)
        taken.append(time.perf_counter() - started)
    return median(taken)


def _mujaz(arguments: Sequence[str], home: Path) -> None:
    """Run the command that is installed beside this Python. Raises `CalledProcessError`."""
    command = Path(sys.executable).with_name("mujaz")
    subprocess.run(
        [str(command), *arguments],
        env={**os.environ, "MUJAZ_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
