"""Loads the HTTP interface: 200 questions at once, readers that do not read, answers given up."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator, Sequence

import httpx

from eval.bench.harness import Context, Measurement
from eval.bench.page_load import memory_of, sample_questions, served

AT_ONCE = 200
PATIENCE = 300.0  # seconds
SLOTHS = 50
"""Programs that ask for events and never read them."""

LEFT = 40
"""Questions that are given up before they are answered; asked one by one they take some seconds."""

_SETTLE = 0.2


def soak(context: Context) -> Iterator[Measurement]:
    """Measure the interface over the sample articles, with the writer that quotes."""
    questions = (sample_questions() * AT_ONCE)[:AT_ONCE]
    with served(context.folder("api")) as (address, process):
        yield from asyncio.run(_crowd(address, questions))
        before = memory_of(process)
        yield from asyncio.run(_given_up(address, questions[:LEFT]))
        yield from asyncio.run(_unread(address, questions[:SLOTHS]))
        grown = (memory_of(process) - before) / 2**20
        yield Measurement("memory that these readers have cost", grown, unit="MB", digits=0)


async def _crowd(address: str, questions: Sequence[str]) -> list[Measurement]:
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        await _ask(client, questions[0])  # which opens what is opened late
        alone = await _ask(client, questions[1])
        tries = (_ask(client, question) for question in questions)
        done = await asyncio.gather(*tries, return_exceptions=True)
    taken = sorted(one for one in done if isinstance(one, float))
    middle, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return [
        Measurement(f"of {AT_ONCE} at once, not answered", len(done) - len(taken), at_most=0),
        Measurement("one question alone", alone, unit="s", digits=2),
        Measurement(f"{AT_ONCE} at once, p50", middle, unit="s", digits=2),
        Measurement(f"{AT_ONCE} at once, p95", late, unit="s", digits=2),
        Measurement("p95 over p50", late / middle, at_most=4.0, digits=2),
    ]


async def _ask(client: httpx.AsyncClient, question: str) -> float:
    """Return the seconds that an answer took."""
    started = time.perf_counter()
    reply = await client.post("/v1/ask", json={"question": question})
    reply.raise_for_status()
    assert "outcome" in reply.json()
    return time.perf_counter() - started


async def _given_up(address: str, questions: Sequence[str]) -> list[Measurement]:
    """Give up many questions at once, and see how soon another one is answered."""
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        alone = await _ask(client, questions[0])
        tasks = [asyncio.create_task(_ask(client, one)) for one in questions]
        await asyncio.sleep(_SETTLE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        after = await _ask(client, questions[0])
    name = f"wait behind {len(questions)} questions that were given up"
    return [Measurement(name, max(0.0, after - alone), at_most=1.0, unit="s", digits=2)]


async def _unread(address: str, questions: Sequence[str]) -> list[Measurement]:
    """Ask for events and read none; see that another question is answered meanwhile."""
    url = httpx.URL(address)
    ends = [await asyncio.open_connection(url.host, url.port) for _ in questions]
    for (_, writer), question in zip(ends, questions, strict=True):
        body = json.dumps({"question": question, "stream": True}).encode()
        head = (
            f"POST /v1/ask HTTP/1.1\r\nhost: {url.host}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        first = await _ask(client, questions[0])
        again = await _ask(client, questions[0])
    for _, writer in ends:
        writer.transport.abort()
    name = f"one question behind {len(questions)} readers who never read"
    return [
        Measurement(name, first, unit="s", digits=2),
        Measurement("the next one", again, at_most=PATIENCE / 100, unit="s", digits=2),
    ]
