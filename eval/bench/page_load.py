"""Loads the page's server as fifty readers do at once, and asks it five hundred questions."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from eval.bench.harness import Context, Measurement

READERS = 50
ALONE = 10  # questions asked one after the other, for the writer's own delay
FIRST, LAST = 50, 500  # questions after which the memory is compared

_READY = "http://"
_START_SECONDS = 60
_ANSWER_SECONDS = 120
_SUITE = Path(__file__).parents[1] / "suites" / "natural"
_WAITING = ("idle", "searching")  # states of an answer without words
_KIB = 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """What one reader had of an answer: seconds to its first words and to its end."""

    first: float
    end: float


def soak(context: Context) -> Iterator[Measurement]:
    """Measure the page's server with readers at once, and its memory over many questions."""
    questions = sample_questions()
    with served(context.folder("page")) as (address, process):
        alone = asyncio.run(_one_after_the_other(address, questions[:ALONE]))
        own = statistics.median(one.first for one in alone)
        yield Measurement("first words, one reader, median", own, unit="s", digits=2)
        crowd = asyncio.run(_at_once(address, (questions * READERS)[:READERS]))
        heard = [one for one in crowd if one is not None]
        yield Measurement("readers at once who had no answer", len(crowd) - len(heard), at_most=0)
        late = statistics.quantiles([one.first for one in heard], n=20)[-1]
        yield Measurement(
            f"first words, {READERS} readers at once, p95 over one reader's",
            late - own,
            at_most=1.5,
            unit="s",
            digits=2,
        )
        asked = ALONE + READERS
        many = questions * (LAST // len(questions) + 2)
        asyncio.run(_one_after_the_other(address, many[: max(0, FIRST - asked)]))
        before = memory_of(process)
        asyncio.run(_one_after_the_other(address, many[: LAST - max(FIRST, asked)]))
        growth = memory_of(process) / before
        yield Measurement(
            f"memory after {LAST} questions, times that after {max(FIRST, asked)}",
            growth,
            at_most=1.05,
        )


def sample_questions() -> list[str]:
    """Return natural questions, most of which the sample articles answer."""
    files = sorted(_SUITE.glob("questions-*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [str(json.loads(line)["question"]) for line in lines if line.strip()]


@contextmanager
def served(home: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve the page over the sample articles; yield its address and its process."""
    command = [sys.executable, "-m", "mujaz", "serve", "--samples", "--port", "0"]
    environment = {**os.environ, "MUJAZ_HOME": str(home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _address(process), process
        finally:
            process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[str]) -> str:
    """Return the address that the server prints. Raises `RuntimeError` when it ends before."""
    assert process.stdout is not None
    until = time.monotonic() + _START_SECONDS
    for line in process.stdout:
        if _READY in line:
            address = next(part for part in line.split() if part.startswith(_READY))
            return address.rstrip("/")
        if time.monotonic() > until:
            break
    raise RuntimeError("the server did not start")


async def _at_once(address: str, questions: Sequence[str]) -> list[Heard | None]:
    limits = httpx.Limits(max_connections=2 * READERS)
    async with httpx.AsyncClient(
        base_url=address, timeout=_ANSWER_SECONDS, limits=limits
    ) as client:
        tries = (_ask(client, question) for question in questions)
        done = await asyncio.gather(*tries, return_exceptions=True)
    return [one if isinstance(one, Heard) else None for one in done]


async def _one_after_the_other(address: str, questions: Sequence[str]) -> list[Heard]:
    async with httpx.AsyncClient(base_url=address, timeout=_ANSWER_SECONDS) as client:
        return [await _ask(client, question) for question in questions]


async def _ask(client: httpx.AsyncClient, question: str) -> Heard:
    """Ask as the page does, in a new conversation, and follow the answer to its end."""
    started = time.perf_counter()
    reply = await client.post("/desk/ask/questions", json={"question": question})
    reply.raise_for_status()
    exchange = reply.json()["exchange"]
    first: float | None = None
    async with client.stream("GET", f"/desk/ask/answers/{exchange}/events") as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if line.startswith("event: end"):
                break
            if first is None and line.startswith("data: "):
                state = json.loads(line.removeprefix("data: "))["state"]
                first = None if state in _WAITING else time.perf_counter() - started
    if first is None:
        raise RuntimeError("an answer without words")
    return Heard(first, time.perf_counter() - started)


def memory_of(process: subprocess.Popen[str]) -> float:
    """Return the resident memory of a process in bytes, as Linux tells it."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return float(line.split()[1]) * _KIB
