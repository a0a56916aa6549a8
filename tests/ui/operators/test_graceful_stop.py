"""A server that is told to end, over real connections."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from rag.service import Service
from tests.openai_server import API_KEY, OpenAIServer
from tests.ui.conftest import running
from ui.app import build_routes
from ui.desk_server import DeskServer
from ui.guard.closing import closing_of
from ui.guard.security import LOOPBACK, Guard

QUESTION = "How many US troops are in Japan?"
ROOT = Path(__file__).parents[3]
SLOW = 120
"""Seconds that a busy machine may take to answer, a server that has just begun above all."""


@contextmanager
def _serving(app: FastAPI, *, grace: float) -> Iterator[tuple[httpx.Client, DeskServer]]:
    with (
        running(app, grace=grace) as (address, server),
        httpx.Client(base_url=address, timeout=SLOW) as client,
    ):
        yield client, server


@pytest.fixture
def slow(model: OpenAIServer) -> Iterator[None]:
    """The model takes about a second to write its answer."""
    model.pause = 0.05
    yield
    model.pause = 0.0


def _begin(client: httpx.Client) -> Iterator[str]:
    """Ask, and give the lines of the answer's stream; the first is there when this returns."""
    asked = client.post("/desk/ask/questions", json={"question": QUESTION}).json()
    lines = _lines(client, f"/desk/ask/answers/{asked['exchange']}/events")
    assert next(lines).startswith("data:")
    return lines


def _lines(client: httpx.Client, path: str) -> Iterator[str]:
    with client.stream("GET", path) as stream:
        yield from (line for line in stream.iter_lines() if line)


def _states(lines: Iterator[str]) -> list[str]:
    told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    return [one["state"] for one in told if "state" in one]


@pytest.mark.usefixtures("slow")
def test_an_answer_comes_to_its_end_while_nothing_new_is_begun(desk: Service) -> None:
    with _serving(build_routes(desk), grace=20) as (client, server):
        answer = _begin(client)
        server.handle_exit(signal.SIGTERM, None)
        while (ready := client.get("/readyz")).status_code == 200:
            pass
        refused = [
            client.post("/desk/ask/questions", json={"question": QUESTION}),
            client.post("/desk/briefs", json={"topic": QUESTION}),
            client.post("/v1/ask", json={"question": QUESTION}),
            client.post("/v1/chat/completions", json={"messages": []}),
        ]
        assert client.get("/healthz").status_code == 200
        states = _states(answer)
    assert ready.json()["parts"] == ["ending"]
    assert [one.status_code for one in refused] == [503] * 4
    assert all(one.headers["retry-after"].isdecimal() for one in refused)
    assert states[-1] == "done"


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("grace", [0.0, 60.0])
def test_an_answer_that_may_not_end_is_kept_as_far_as_it_came(desk: Service, grace: float) -> None:
    with _serving(build_routes(desk), grace=grace) as (client, server):
        answer = _begin(client)
        server.handle_exit(signal.SIGTERM, None)
        if grace:
            server.handle_exit(signal.SIGTERM, None)  # once more: at once
        states = _states(answer)
    assert states[-1] == "stopped"


def test_programs_whose_answers_are_cut_are_told() -> None:
    app = _never_answering()
    told: dict[str, httpx.Response] = {}

    def ask(client: httpx.Client, path: str) -> None:
        told[path] = client.post(path, json={})

    with _serving(app, grace=0.0) as (client, server):
        begun = app.state.begun
        paths = ("/v1/whole", "/v1/stream", "/v1/chat/stream")
        asking = [threading.Thread(target=ask, args=(client, path)) for path in paths]
        for one in asking:
            one.start()
        assert begun.wait(10)
        server.handle_exit(signal.SIGTERM, None)
        for one in asking:
            one.join()
    assert told["/v1/whole"].status_code == 503
    assert told["/v1/whole"].json()["type"] == "urn:mujaz:ending"
    first, last = told["/v1/stream"].text.split("\n\n")[:2]
    assert first == "data: begun"
    assert last.startswith('event: error\ndata: {"type":"urn:mujaz:ending"')
    last = told["/v1/chat/stream"].text.split("\n\n")[1]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "ending"


def _never_answering() -> FastAPI:
    """An application that looks after neither its readers nor its end."""
    app = FastAPI()
    app.add_middleware(Guard, hosts=LOOPBACK, closing=closing_of(app))
    app.state.begun = threading.Event()
    waiting: list[str] = []

    async def never(name: str) -> None:
        waiting.append(name)
        if len(waiting) == 3:
            app.state.begun.set()
        await asyncio.Event().wait()

    async def stream(name: str) -> AsyncIterator[bytes]:
        yield b"data: begun\n\n"
        await never(name)

    @app.post("/v1/whole")
    async def whole() -> None:
        await never("whole")

    @app.post("/v1/stream")
    async def events() -> StreamingResponse:
        return StreamingResponse(stream("stream"), media_type="text/event-stream")

    @app.post("/v1/chat/stream")
    async def chat() -> StreamingResponse:
        return StreamingResponse(stream("chat"), media_type="text/event-stream")

    return app


def test_the_command_ends_its_answer_and_closes_its_library(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.reply("The sample article says so [1].")
    openai_server.pause = 0.1
    settings = {
        "MUJAZ_HOME": str(tmp_path / "library"),
        "MUJAZ_EMBEDDER": "builtin",
        "MUJAZ_MODEL": "openai:scripted",
        "OPENAI_API_KEY": API_KEY,
        "OPENAI_BASE_URL": openai_server.base_url,
    }
    command = [sys.executable, "-m", "mujaz", "serve", "--port", "0", "--samples"]
    with subprocess.Popen(
        [*command, "--grace", "30", "--log-format", "json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "http://127.0.0.1" in line)
            address = "http://" + line.partition("http://")[2].split()[0]
            with httpx.Client(base_url=address, timeout=SLOW) as client:
                answer = _begin(client)
                server.send_signal(signal.SIGTERM)
                states = _states(answer)
            told = server.communicate(timeout=30)[1]
        finally:
            server.kill()
    assert states[-1] == "done"
    assert server.returncode == 0
    assert "Traceback" not in told
    assert (tmp_path / "library" / "catalog.backup-1.sqlite").exists()  # made when it is closed
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    events = [(one["event"], one.get("outcome")) for one in lines if one["event"] == "question"]
    assert ("question", "answered") in events
