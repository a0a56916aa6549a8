from __future__ import annotations

import shutil
from collections import namedtuple

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.errors import DiskError
from rag.service import Service
from tests.openai_server import Fault, OpenAIServer
from tests.ui.operators.asking import Figures, ask
from tests.ui.operators.conftest import MARKED
from ui.guard.closing import closing_of

QUESTION = "How many US troops are in Japan?"


def test_the_process_says_that_it_is_well_and_how_many_articles_there_are(
    client: TestClient,
) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "articles": 1}
    assert client.head("/healthz").status_code == client.head("/readyz").status_code == 200


def test_a_library_that_can_be_asked_is_ready(client: TestClient) -> None:
    sent = client.get("/readyz")
    assert (sent.status_code, sent.json()) == (200, {"status": "ready"})


_Disk = namedtuple("_Disk", "total used free")


def test_a_full_disk_is_named(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: _Disk(10**9, 10**9 - 1, 1))
    sent = client.get("/readyz")
    assert sent.status_code == 503
    assert sent.headers["content-type"] == "application/problem+json"
    assert sent.headers["retry-after"].isdecimal()
    assert sent.json()["parts"] == ["disk"]
    assert sent.json()["detail"] == "The library cannot be asked now: disk"


def test_a_library_that_cannot_be_read_is_named_and_the_process_is_well_all_the_same(
    app: FastAPI, desk: Service, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/healthz")

    def lost() -> int:
        raise DiskError("the disk is gone")

    catalog = desk._catalog
    monkeypatch.setattr(catalog, "article_count", lost)
    assert client.get("/healthz").json() == {"status": "ok", "articles": 1}
    sent = client.get("/readyz", headers={"accept-language": "ar"})
    assert (sent.status_code, sent.json()["parts"]) == (503, ["catalog"])
    assert "المكتبة" in sent.json()["detail"]
    assert "mujaz_articles" not in client.get("/metrics").text


def test_requests_are_counted_by_the_template_of_their_route(client: TestClient) -> None:
    exchange = ask(client, QUESTION)
    client.get("/desk/ask/answers/unknown/copy")
    client.get(f"/nowhere/{exchange}")
    seen = Figures(client)
    counted = {"route": "/desk/ask/answers/{exchange_id}/events", "method": "GET", "status": "200"}
    assert seen.of("mujaz_requests_total", **counted) >= 1
    lost = {"route": "/desk/ask/answers/{exchange_id}/copy", "status": "404"}
    assert seen.of("mujaz_requests_total", **lost) == 1
    assert seen.of("mujaz_requests_total", route="none", status="404") == 1
    assert seen.of("mujaz_request_seconds_count", route="/desk/ask/questions") >= 1


def test_a_question_is_counted_with_its_door_and_what_the_model_used(client: TestClient) -> None:
    before = Figures(client)
    ask(client, QUESTION)
    ask(client, "Who won the football match in Brazil?")
    after = Figures(client)

    def more(name: str, **labels: str) -> float:
        return after.of(name, **labels) - before.of(name, **labels)

    assert more("mujaz_questions_total", door="page", outcome="answered") == 1
    assert more("mujaz_questions_total", door="page") == 2
    assert more("mujaz_question_seconds_count", door="page") == 2
    assert more("mujaz_question_first_sentence_seconds_count", door="page") == 1
    assert more("mujaz_passages_found_count") == 2
    assert more("mujaz_model_calls_total", ending="done") == 1
    assert more("mujaz_model_tokens_total", kind="prompt") > 0
    assert more("mujaz_model_tokens_total", kind="completion") > 0
    assert more("mujaz_model_dollars_total") > 0


def test_a_model_that_fails_is_counted_by_the_kind_of_its_fault(
    client: TestClient, model: OpenAIServer
) -> None:
    model.fault(Fault.UNAUTHORIZED)
    ask(client, QUESTION)
    model.clear_faults()
    seen = Figures(client)
    assert seen.of("mujaz_model_faults_total", kind="model_key") == 1
    assert seen.of("mujaz_model_calls_total", ending="failed") == 1


def test_the_library_the_jobs_and_the_process_are_told(client: TestClient) -> None:
    seen = Figures(client)
    assert seen.of("mujaz_articles") == 1
    assert seen.of("mujaz_stories") == 1
    assert seen.of("mujaz_words_owed") == seen.of("mujaz_vectors_owed") == 0
    assert seen.of("mujaz_jobs") == 0
    assert {one.labels["kind"] for one in seen.samples if one.name == "mujaz_jobs"} == {
        "answers", "briefs", "intake", "runs", "upkeep",
    }  # fmt: skip
    assert seen.of("mujaz_places_taken") == 0
    assert seen.of("mujaz_streams_open") == 0
    assert seen.of("process_resident_memory_bytes") > 1_000_000


def test_refusals_are_counted(client: TestClient, app: FastAPI) -> None:
    closing = closing_of(app)
    closing.has_begun = True
    try:
        assert client.get("/readyz").json()["parts"] == ["ending"]
        refused = client.post("/v1/anything", json={})
    finally:
        closing.has_begun = False
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:mujaz:ending"
    assert refused.headers["retry-after"].isdecimal()
    assert Figures(client).of("mujaz_refusals_total", status="503", door="http") == 1


def test_no_label_holds_a_text_or_an_id(client: TestClient) -> None:
    exchange = ask(client, f"What of {MARKED}?")
    text = Figures(client).text
    for secret in (MARKED, exchange, "troops", QUESTION):
        assert secret not in text


def test_two_servers_count_apart(desk: Service, client: TestClient) -> None:
    from ui.app import build_routes

    client.get("/healthz")
    with TestClient(build_routes(desk), base_url="http://127.0.0.1") as other:
        assert Figures(other).of("mujaz_requests_total", route="/healthz") == 0


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("abc-123.x_Y", True), ("two words", False), ("x" * 65, False), ("", False), ("{", False)],
)
def test_a_request_has_an_id_of_its_client_or_a_new_one(
    client: TestClient, given: str, is_taken: bool
) -> None:
    sent = client.get("/healthz", headers={"x-request-id": given})
    assert (sent.headers["x-request-id"] == given) is is_taken
    assert sent.headers["x-request-id"]


def test_every_door_has_its_questions(client: TestClient) -> None:
    model = client.get("/v1/models").json()["data"][0]["id"]
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    before = Figures(client)
    sent = [
        client.post("/v1/ask", json={"question": QUESTION}),
        client.post(
            "/v1/chat/completions",
            json={"model": model, "messages": [{"role": "user", "content": QUESTION}]},
        ),
        client.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
            headers={"accept": "application/json, text/event-stream"},
        ),
    ]
    ask(client, QUESTION)
    after = Figures(client)
    assert [one.status_code for one in sent] == [200] * 3
    for door in ("http", "openai", "mcp", "page"):
        name = "mujaz_questions_total"
        assert after.of(name, door=door) - before.of(name, door=door) == 1, door
