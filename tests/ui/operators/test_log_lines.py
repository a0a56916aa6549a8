"""The log says what happened, and never what was in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.errors import DiskError, FetchError
from rag.service import Service
from tests.openai_server import API_KEY, Fault, OpenAIServer
from tests.ui.operators.asking import ask
from tests.ui.operators.conftest import MARKED
from ui.api.operators.log_lines import LogFormat, LogLevel, log_lines
from ui.app import build_routes

ASKED = "quagmirical"
TOKEN = "mujaz_never_log_this_token"
PASSWORD = "never-log-this-password"
SECRETS = (MARKED, ASKED, TOKEN, PASSWORD, API_KEY, "54,000", "About")


class Log:
    """What is logged while a test runs."""

    def __init__(self, kind: LogFormat = "json", level: LogLevel | None = "debug") -> None:
        self._out = io.StringIO()
        log_lines(kind, level, out=self._out)

    @property
    def text(self) -> str:
        return self._out.getvalue()

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.text.splitlines()]
        return [one for one in found if event in (None, one["event"])]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def broken(desk: Service) -> Iterator[TestClient]:
    """The doors, with two routes that fail in ways that nobody has foreseen."""
    app: FastAPI = build_routes(desk)

    @app.get("/desk/broken/{name}")
    def fails(name: str) -> None:
        raise ValueError(f"cannot use {name} with {TOKEN}")

    @app.get("/desk/broken/again/{name}")
    def fails_twice(name: str) -> None:
        try:
            fails(name)
        except ValueError as error:
            raise RuntimeError(f"so {PASSWORD} too") from error

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


def test_a_request_has_one_line(client: TestClient) -> None:
    log = Log(level="info")
    client.get("/desk/ask/answers/some-id/copy?x=1", headers={"x-request-id": "abc"})
    (line,) = log.lines()
    assert line.pop("ms") > 0
    assert line.pop("bytes") > 0
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "ui.api.operators.request_watch",
        "event": "request",
        "id": "abc",
        "door": "page",
        "method": "GET",
        "route": "/desk/ask/answers/{exchange_id}/copy",
        "status": 404,
        "person": "reader",
    }


def test_a_question_has_one_line_with_the_id_of_its_request(client: TestClient) -> None:
    log = Log(level="info")
    ask(client, "How many US troops are in Japan?")
    (line,) = log.lines("question")
    (asked,) = [one for one in log.lines("request") if one["route"] == "/desk/ask/questions"]
    assert line["id"] == asked["id"]
    assert (line["outcome"], line["language"], line["passages"]) == ("answered", "en", 1)
    assert line["writer"] == "openai:scripted"
    assert line["prompt_tokens"] > 0
    assert line["seconds"] >= line["first_sentence"] > 0


def test_probes_and_files_of_the_page_are_for_debugging(client: TestClient) -> None:
    log = Log(level="info")
    for path in ("/healthz", "/readyz", "/metrics", "/desk/static/base.css"):
        client.get(path)
    assert log.text == ""


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_text_and_no_secret_gets_into_the_log(
    kind: LogFormat, broken: TestClient, model: OpenAIServer
) -> None:
    log = Log(kind)
    secret = {
        "authorization": f"Bearer {TOKEN}",
        "cookie": f"session={TOKEN}",
        "user-agent": f"reader of {MARKED}",
    }
    question = f"How many troops has the {ASKED} {MARKED} ministry?"
    for fault in (None, Fault.UNAUTHORIZED, Fault.CUT_STREAM, Fault.ERROR_FIRST, Fault.BAD_JSON):
        model.clear_faults()
        if fault is not None:
            model.fault(fault)
        ask(broken, question)
    model.clear_faults()
    broken.headers.update(secret)
    messages = [{"role": "user", "content": question}]
    for path, body in (
        ("/v1/chat/completions", {"model": "mujaz", "messages": messages}),
        ("/v1/chat/completions", {"model": ASKED, "messages": messages}),
        ("/v1/ask", {"question": question}),
        ("/v1/search", {"question": question}),
        ("/v1/embeddings", {"model": "mujaz", "input": question}),
        ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                  "params": {"name": "ask", "arguments": {"question": question}}}),
        ("/library/ask", {"question": question}),
        ("/sign-in", {"name": "sara", "password": PASSWORD}),
        ("/desk/ask/questions", {"question": question, "conversation": MARKED}),
        ("/desk/briefs", {"topic": question}),
        ("/desk/ask/drafts", {"place": "new", "text": question}),
        ("/desk/library/texts", {"text": MARKED, "title": MARKED}),
    ):  # fmt: skip
        broken.post(path, json=body, headers={"accept": "application/json, text/event-stream"})
    broken.post("/v1/ask", content=f'{{"question": "{ASKED}'.encode(),
                headers={"content-type": "application/json"})  # fmt: skip
    for path in (f"/{MARKED}/{TOKEN}", f"/v1/articles/{MARKED}", f"/desk/articles?q={ASKED}"):
        broken.get(path)
    assert broken.get(f"/desk/broken/{MARKED}").status_code == 500
    assert broken.get(f"/desk/broken/again/{MARKED}").status_code == 500
    assert broken.get("/", headers={"host": f"{MARKED}.example"}).status_code == 421
    assert log.text.count("question") >= 5
    assert [secret for secret in SECRETS if secret in log.text] == []


def test_of_an_unexpected_error_the_class_and_the_place_are_told() -> None:
    log = Log("json")
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logging.getLogger("ui.jobs").exception("a job failed unexpectedly")
    (line,) = log.lines()
    assert (line["event"], line["fault"]) == ("a job failed unexpectedly", "ValueError")
    assert line["places"][-1].startswith("tests/ui/operators/test_log_lines.py:")


def test_of_other_packages_only_the_place_of_a_warning_is_told() -> None:
    log = Log("json", "debug")
    other = logging.getLogger("chatty.package")
    other.info("GET /%s", TOKEN)
    other.warning(f"refused: {TOKEN}")
    (line,) = log.lines()
    assert line["logger"] == "chatty.package"
    assert line["event"].startswith("tests/ui/operators/test_log_lines.py:")


def test_an_error_of_ours_is_told_where_it_names_no_link() -> None:
    log = Log("text")
    ours = logging.getLogger("rag.some")
    ours.warning("not read: %s", FetchError(f"https://news.example/?token={TOKEN}", "no"))
    ours.warning("not backed up: %s", DiskError("the disk is full"))
    assert "rag.some not read: FetchError" in log.text
    assert "rag.some not backed up: the disk is full" in log.text
    assert TOKEN not in log.text


@pytest.mark.parametrize(("kind", "shown"), [("text", False), ("json", True)])
def test_text_has_warnings_only_and_json_every_request_unless_asked_otherwise(
    kind: LogFormat, shown: bool
) -> None:
    log = Log(kind, None)
    logging.getLogger("ui.some").info("request")
    assert bool(log.text) is shown


def test_a_line_of_text_is_one_line_and_can_be_read_by_eye() -> None:
    log = Log("text", "info")
    fields = {"route": "/v1/ask", "person": "Sara B", "none": None}
    logging.getLogger("ui.some").info("request", extra={"fields": fields})
    moment, line = log.text.rstrip("\n").split(" ", 1)
    assert moment.endswith("+00:00")
    assert line == 'INFO ui.some request route=/v1/ask person="Sara B"'


def test_a_change_is_told_without_what_was_changed(desk: Service) -> None:
    log = Log(level=None)
    desk.people.note("sara", "feeds.watch", f"https://news.example/feed?token={TOKEN}")
    (line,) = log.lines()
    assert (line["logger"], line["person"], line["action"]) == (
        "rag.people.people_store", "sara", "feeds.watch",
    )  # fmt: skip
    assert TOKEN not in log.text
