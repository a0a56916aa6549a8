"""What one client may cost the others, on a real server."""

from __future__ import annotations

import asyncio
import json
import re
import resource
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from rag.records import AnswerEvent, Turn
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from tests.ui.gradio import asking, gradio_of, route_of
from ui.body import MAX_BODY
from ui.line import WAITING_IN_TAB
from ui.tabs import PATIENCE, TABS, UNREAD

if TYPE_CHECKING:
    from fastapi import FastAPI

JSON = {"content-type": "application/json"}


class CountingDesk(CannedDesk):
    """Counts the questions that it began and those that go on."""

    def __init__(self) -> None:
        super().__init__(pace=0.001)
        self.begun = 0
        self.going = 0

    async def astream(
        self, question: str, *, history: Sequence[Turn] = ()
    ) -> AsyncIterator[AnswerEvent]:
        self.begun += 1
        self.going += 1
        try:
            if "silent" in question:
                await asyncio.sleep(60)
            async for event in super().astream(question, history=history):
                yield event
        finally:
            self.going -= 1


@pytest.fixture(scope="module")
def counting() -> CountingDesk:
    return CountingDesk()


@pytest.fixture(scope="module")
def own_app(counting: CountingDesk) -> FastAPI:
    from ui.app import build_app

    return build_app(counting)


@pytest.fixture(scope="module")
def url(own_app: FastAPI) -> Iterator[str]:
    with served(own_app) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as opened:
        yield opened


def event(app: FastAPI, name: str = "ask") -> Any:
    return next(one for one in gradio_of(app).get_blocks().fns.values() if one.api_name == name)


def join(client: httpx.Client, app: FastAPI, question: str, session: str) -> int:
    body = asking(event(app), [question, None], session=session)
    return client.post("/gradio_api/queue/join", json=body).status_code


def answer(client: httpx.Client, app: FastAPI, question: str, session: str) -> str:
    assert join(client, app, question, session) == 200
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text


def soon(condition: Any, *, seconds: float = 1.0) -> bool:
    """Whether it comes true within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


@pytest.mark.parametrize("one_session", [True, False], ids=["one session", "many sessions"])
def test_a_flood_that_nobody_reads_costs_no_answer_and_keeps_nobody_waiting(
    client: httpx.Client, own_app: FastAPI, counting: CountingDesk, one_session: bool
) -> None:
    before = counting.begun
    waits = []
    flooding = threading.Event()

    def flood(start: int) -> None:
        with httpx.Client(base_url=client.base_url, timeout=60) as flooder:
            for number in range(start, 1500, 4):
                session = "flood" if one_session else f"flood{number}"
                join(flooder, own_app, "silent flood", session)
        flooding.set()

    threads = [threading.Thread(target=flood, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    number = 0
    while not flooding.is_set() or number < 2:
        started = time.monotonic()
        told = answer(client, own_app, "How many troops?", f"reader{one_session}{number}")
        waits.append(time.monotonic() - started)
        assert "54,000" in told
        number += 1
        time.sleep(0.5)
    for thread in threads:
        thread.join()
    assert max(waits) < 5
    assert counting.begun - before == number


def test_a_tab_has_a_few_questions_in_the_line(client: httpx.Client, own_app: FastAPI) -> None:
    sent = [join(client, own_app, "silent", "greedy") for _ in range(WAITING_IN_TAB + 3)]
    assert sent == [200] * WAITING_IN_TAB + [429] * 3


def test_sessions_that_nobody_holds_open_are_few(
    client: httpx.Client, own_app: FastAPI, url: str
) -> None:
    stop = event(own_app, "stop")
    assert route_of(stop) == "run/predict"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(2000):
        body = {"data": "#cite", "component_id": 48, "fn_name": "open_article"}
        sent = client.post(
            "/gradio_api/component_server", json={**body, "session_hash": f"comp{number}"}
        )
        assert sent.status_code == 404
    for number in range(2 * TABS):
        call = asking(stop, [], session=f"session{number}")
        assert client.post("/gradio_api/run/predict", json=call).status_code == 200
    assert len(gradio_of(own_app).state_holder.session_data) <= TABS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # KB


@pytest.mark.parametrize("leaves", ["while it is written", "before it is written"])
def test_a_question_costs_nothing_a_second_after_its_reader_left(
    client: httpx.Client, own_app: FastAPI, counting: CountingDesk, leaves: str
) -> None:
    question = "slow" if leaves == "while it is written" else "silent"
    assert join(client, own_app, question, f"leaver-{question}") == 200
    stream = f"/gradio_api/queue/data?session_hash=leaver-{question}"
    with client.stream("GET", stream) as told:
        for line in told.iter_lines():
            if "process_generating" in line:
                break
        assert counting.going == 1
    assert soon(lambda: counting.going == 0)


def test_a_question_that_still_waits_goes_with_its_reader(
    client: httpx.Client, own_app: FastAPI, counting: CountingDesk
) -> None:
    assert "54,000" in answer(client, own_app, "How many troops?", "waiter")
    queue = gradio_of(own_app).get_blocks()._queue
    line = queue.event_queue_per_concurrency_id["ask"]
    before = counting.begun
    line.current_concurrency += 1000  # as if so many were at work
    try:
        assert join(client, own_app, "slow", "waiter") == 200
        with client.stream("GET", "/gradio_api/queue/data?session_hash=waiter") as told:
            lines = told.iter_lines()
            next(lines)
            assert len(line.queue) == 1
        assert soon(lambda: not line.queue)
    finally:
        line.current_concurrency -= 1000
    time.sleep(0.2)
    assert counting.begun == before


def test_a_closed_page_takes_its_question_with_it(
    client: httpx.Client, own_app: FastAPI, counting: CountingDesk
) -> None:
    with client.stream("GET", "/gradio_api/heartbeat/closer") as beat:
        beats = beat.iter_lines()
        next(beats)
        assert join(client, own_app, "silent", "closer") == 200
        with client.stream("GET", "/gradio_api/queue/data?session_hash=closer") as told:
            lines = told.iter_lines()
            next(lines)
            assert soon(lambda: counting.going == 1)
            beat.close()
            assert soon(lambda: counting.going == 0)


def test_there_is_one_reader_of_a_session_and_none_of_one_that_asked_nothing(
    client: httpx.Client, own_app: FastAPI
) -> None:
    assert client.get("/gradio_api/queue/data?session_hash=nobody").status_code == 404
    assert join(client, own_app, "silent", "single") == 200
    with client.stream("GET", "/gradio_api/queue/data?session_hash=single") as told:
        lines = told.iter_lines()
        next(lines)
        again = client.get("/gradio_api/queue/data?session_hash=single")
        assert again.status_code == 409


def _raw(url: str, head: str, body: Iterator[bytes]) -> bytes:
    """What the server answers to a request of which the body comes in pieces."""
    where = urlsplit(url)
    with closing(socket.create_connection((where.hostname, where.port), timeout=10)) as sock:
        sock.sendall(head.replace("\n", "\r\n").encode() + b"\r\n")
        try:
            for piece in body:
                sock.sendall(piece)
        except OSError:
            pass  # the server has answered and closed
        return sock.recv(1000)


@pytest.mark.parametrize("address", ["/gradio_api/queue/join", "/", "/nowhere", "/healthz"])
def test_a_body_in_pieces_is_read_up_to_a_megabyte(url: str, address: str) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 100_000
            yield b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
            time.sleep(0.002)

    head = (
        f"POST {address} HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\n"
        "Transfer-Encoding: chunked\n"
    )
    reply = _raw(url, head, pieces())
    assert reply.startswith(b"HTTP/1.1 413") or reply == b""
    assert sent < 20 * MAX_BODY


def test_headers_without_end_are_cut_off(url: str) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b"x" * 100_000
            time.sleep(0.002)

    where = urlsplit(url)
    with closing(socket.create_connection((where.hostname, where.port), timeout=10)) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        try:
            for piece in pieces():
                sock.sendall(piece)
        except OSError:
            pass  # the server has answered and closed
    assert sent < 100 * 100_000


def test_a_body_that_says_it_is_long_is_not_read(url: str) -> None:
    head = (
        "POST /gradio_api/queue/join HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\n"
        "Content-Length: 100000000\n"
    )
    assert _raw(url, head, iter(())).startswith(b"HTTP/1.1 413")


def test_a_reader_that_does_not_read_is_let_go(
    client: httpx.Client,
    own_app: FastAPI,
    counting: CountingDesk,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ui import door
    from ui.reader import Reader

    monkeypatch.setattr(door, "Reader", lambda receive, send: Reader(receive, send, seconds=0.5))
    assert join(client, own_app, "slow", "sleeper") == 200
    where = urlsplit(url)
    with closing(socket.socket()) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        sock.connect((where.hostname, where.port))
        sock.sendall(
            b"GET /gradio_api/queue/data?session_hash=sleeper HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        )
        assert soon(lambda: counting.going == 1)
        assert soon(lambda: counting.going == 0, seconds=60)


@pytest.mark.parametrize("text", [None, "", " ", "\x00", "\ud800", "x" * 100_000])
@pytest.mark.parametrize("name", ["ask", "make"])
def test_odd_text_ends_quietly(
    client: httpx.Client,
    own_app: FastAPI,
    name: str,
    text: str | None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    data = [text, None] if name == "ask" else [text, "medium", "both", text, text, text]
    body = asking(event(own_app, name), data, session=f"odd-{name}")
    sent = client.post("/gradio_api/queue/join", content=json.dumps(body), headers=JSON)
    assert sent.status_code == 200
    told = client.get(f"/gradio_api/queue/data?session_hash=odd-{name}").text
    assert "process_completed" in told
    assert '"success":false' not in told
    assert "Traceback" not in "".join(capfd.readouterr())


def test_the_bounds_fit_together() -> None:
    from ui.brief_tab import PARALLEL_BRIEFS
    from ui.line import WAITING
    from ui.page import PARALLEL_ANSWERS, THREADS
    from ui.server import CONNECTIONS

    assert THREADS >= PARALLEL_ANSWERS + PARALLEL_BRIEFS + 2 * UNREAD
    assert WAITING > PARALLEL_ANSWERS + PARALLEL_BRIEFS + UNREAD
    assert CONNECTIONS >= 3 * TABS


def test_the_bounds_in_the_documents_are_those_of_the_code() -> None:
    from ui.body import BODY_SECONDS
    from ui.chat import MAX_QUESTION
    from ui.downloads import ROOM
    from ui.events import MAX_TEXT
    from ui.line import WAITING
    from ui.reader import READ_SECONDS
    from ui.server import CONNECTIONS, MAX_HEAD

    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE))
    assert rows["body of a request"] == f"{MAX_BODY:,} bytes, within {BODY_SECONDS:g} s"
    text = f"{MAX_TEXT:,} characters (the page answers up to {MAX_QUESTION:,})"
    assert rows["text of one input"] == text
    assert rows["address and headers of a request"] == f"{MAX_HEAD:,} bytes"
    assert rows["pages known at one time"] == f"{TABS}"
    assert rows["questions and briefs at work or waiting"] == f"{WAITING}"
    assert rows["the same of one page"] == f"{WAITING_IN_TAB}"
    assert rows["questions that nobody reads"] == f"{UNREAD}, for {PATIENCE:g} s"
    assert rows["a reader that takes nothing"] == f"{READ_SECONDS:g} s"
    assert rows["connections"] == f"{CONNECTIONS}"
    assert f"the newest {ROOM} are kept" in page
