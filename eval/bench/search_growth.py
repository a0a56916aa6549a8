"""How a search grows with the library: among 10,000 chunks and among 1,000,000."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.bench.bench_library import opened
from eval.bench.grown_library import grow
from eval.bench.harness import Context, Measurement, in_new_process, peak_memory
from eval.bench.response_times import ask
from eval.measures import quantile

_SIZES = (10_000, 1_000_000)
_TIMES = 2.0  # the small library's time
_CPU_MS = 25.0
_PARTS = ("catalog.sqlite", "words", "vectors")


@dataclass(frozen=True, slots=True)
class OpeningCost:
    """Seconds of opening a library and comparing its counts, and the peak of memory in MB."""

    seconds: float
    memory: float


def soak(context: Context) -> Iterator[Measurement]:
    """Make both libraries without encoding, open them, and search them."""
    middle = []
    for chunks in _SIZES:
        home = context.folder(f"grown-{chunks}")
        in_new_process(grow, home, chunks)
        for part in _PARTS:
            taken = _size(home / part) / chunks
            yield Measurement(f"{chunks:,} chunks: {part}", taken, unit="bytes each", digits=0)
        opening = in_new_process(open_library, home)
        yield Measurement(f"{chunks:,} chunks: opening", opening.seconds, unit="s", digits=1)
        yield Measurement(f"{chunks:,} chunks: open", opening.memory, unit="MB", digits=0)
        asking = in_new_process(ask, home)
        middle.append(quantile(asking.plain.cpu, 0.5))
        for name, timings in (
            ("search", asking.plain),
            ("by month", asking.by_month),
            ("by language", asking.by_language),
        ):
            for share, says in ((0.5, "p50"), (0.95, "p95")):
                taken = quantile(timings.cpu, share)
                what = f"{chunks:,} chunks: {name}, CPU {says}"
                yield Measurement(what, taken, unit="ms", digits=1)
        yield Measurement(f"{chunks:,} chunks: asked", asking.memory, unit="MB", digits=0)
    yield Measurement("search: CPU p50 of the large", middle[1], at_most=_CPU_MS, unit="ms")
    yield Measurement("times the small", middle[1] / middle[0], at_most=_TIMES, digits=2)


def open_library(home: Path) -> OpeningCost:
    """Open the parts of a library and count what both indexes hold."""
    started = time.perf_counter()
    with opened(home) as (catalog, index, _):
        catalog.chunk_count()
        index.counts()
        return OpeningCost(time.perf_counter() - started, peak_memory())


def _size(path: Path) -> int:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())
