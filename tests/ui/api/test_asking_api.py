"""Questions and briefs, as one reply or as events, and what people keep of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.exports import EXPORTERS
from tests.ui.conftest import served
from tests.ui.desk import CannedDesk
from tests.ui.people import add_people

QUESTION = "How many US troops are in Japan?"
GIVEN_UP = 5.0


@pytest.fixture(scope="module")
def canned() -> CannedDesk:
    return CannedDesk(pace=0)


@pytest.fixture(scope="module")
def address(canned: CannedDesk) -> Iterator[str]:
    from ui.app import build_routes

    with served(build_routes(canned)) as url:
        yield url


def events(text: str) -> list[tuple[str, Any]]:
    """The names and data of events."""
    parts = [part.split("\n") for part in text.strip().split("\n\n") if part[:1] == "e"]
    return [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in parts]


def test_an_answer_is_one_reply_or_events_that_end_with_it(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION})
    answer = reply.json()
    assert answer["sentences"][0]["citations"][0]["article_id"] == "talks"
    assert answer["kept"] is None
    for wish, headers in (({"stream": True}, {}), ({}, {"accept": "text/event-stream"})):
        told = client.post("/v1/ask", json={"question": QUESTION, **wish}, headers=headers)
        assert told.headers["content-type"].startswith("text/event-stream")
        names = [name for name, _ in events(told.text)]
        assert (names[0], names[-1]) == ("passages", "answer")
        assert {"text", "sentence"} <= set(names)
        last = events(told.text)[-1][1]
        assert {**last, "seconds": 0} == {**answer, "seconds": 0}


def test_the_filter_the_history_and_the_language_are_heeded(client: TestClient) -> None:
    elsewhere = {"question": QUESTION, "where": {"outlets": ["أخبار"]}}
    assert client.post("/v1/ask", json=elsewhere).json()["abstained"]
    turns = [{"question": QUESTION, "answer": "About 54,000."}]
    follow_up = {"question": "And where were the talks?", "history": turns, "language": "ar"}
    answer = client.post("/v1/ask", json=follow_up).json()
    assert not answer["abstained"]
    found = client.post("/v1/search", json={"question": QUESTION, "limit": 1}).json()["items"]
    assert [one["article_id"] for one in found] == ["talks"]


def test_what_is_kept_is_listed_rated_read_and_removed(client: TestClient) -> None:
    kept = client.post("/v1/ask", json={"question": QUESTION, "keep": True}).json()["kept"]
    path = f"/v1/conversations/{kept['conversation']}"
    (exchange,) = client.get(path).json()["exchanges"]
    assert (exchange["id"], exchange["state"]) == (kept["exchange"], "answered")
    rated = {"exchange": kept["exchange"], "rating": "down", "comment": "Too short."}
    assert client.post("/v1/feedback", json=rated).status_code == 204
    assert client.post("/v1/feedback", json={**rated, "exchange": "x"}).status_code == 404
    for query in ({}, {"everybody": "true"}, {"rating": "down"}):
        (one,) = client.get("/v1/feedback", params=query).json()["items"]
        assert (one["question"], one["comment"]) == (QUESTION, "Too short.")
    listed = client.get("/v1/conversations", params={"search": "troops"}).json()
    assert [one["id"] for one in listed["items"]] == [kept["conversation"]]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404


def test_a_brief_is_made_kept_and_handed_on_in_every_format(client: TestClient) -> None:
    wish = {"topic": "Talks in Tokyo", "length": 60, "keep": True}
    told = events(client.post("/v1/briefs", json={**wish, "stream": True}).text)
    assert {name for name, _ in told[:-1]} == {"progress"}
    name, brief = told[-1]
    assert (name, brief["points"][0]["en"] is not None) == ("brief", True)
    path = f"/v1/briefs/{brief['kept']}"
    kept = client.get(path).json()
    assert kept["brief"] == {key: value for key, value in brief.items() if key != "kept"}
    for row in EXPORTERS:
        by_name = client.get(path, params={"format": row.suffix})
        by_type = client.get(path, headers={"accept": row.media_type})
        kind = row.media_type.partition(";")[0]
        assert by_name.headers["content-type"].partition(";")[0] == kind
        assert by_name.content == by_type.content
    markdown = client.post("/v1/briefs?format=md", json={"topic": "Talks in Tokyo"})
    assert markdown.text.startswith("# ")
    listed = client.get("/v1/briefs?limit=1").json()
    assert [one["id"] for one in listed["items"]] == [brief["kept"]]
    assert (listed["total"], listed["next"]) == (1, None)
    other = client.post("/v1/briefs", json=wish).json()["kept"]
    listed = client.get("/v1/briefs?limit=1").json()
    assert [one["id"] for one in listed["items"]] == [other]
    following = client.get(listed["next"]).json()
    assert [one["id"] for one in following["items"]] == [brief["kept"]]
    assert (following["total"], following["next"]) == (2, None)
    assert client.delete(f"/v1/briefs/{other}").status_code == 204
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.post("/v1/briefs", json={}).json()["type"] == "urn:mujaz:usage"


def test_only_an_admin_sees_what_others_think_of_answers() -> None:
    from ui.app import build_routes

    with CannedDesk(pace=0) as desk:
        add_people(desk, reader1="read", admin1="admin")
        with TestClient(build_routes(desk), "http://127.0.0.1:7860") as client:
            seen = {}
            for name in ("reader1", "admin1"):
                client.headers["authorization"] = f"Bearer {desk.people.new_token(name, 'test')}"
                if name == "reader1":
                    asked = {"question": "How many?", "keep": True}
                    kept = client.post("/v1/ask", json=asked).json()["kept"]
                    rated = {"exchange": kept["exchange"], "rating": "up"}
                    assert client.post("/v1/feedback", json=rated).status_code == 204
                seen[name] = [
                    client.get("/v1/feedback", params=query)
                    for query in ({}, {"everybody": "true"})
                ]
    assert [one.status_code for one in seen["reader1"]] == [200, 403]
    told = seen["reader1"][1].json()["detail"]
    assert told == "This needs the permission admin; yours is read."
    assert [one.json()["total"] for one in seen["admin1"]] == [0, 1]


def test_a_failure_is_a_problem_or_a_last_event(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        refused = client.post("/v1/ask", json={"question": "fail plainly"})
        assert (refused.status_code, refused.json()["type"]) == (502, "urn:mujaz:model")
        told = client.post("/v1/ask", json={"question": "fail as events", "stream": True})
        assert [name for name, _ in events(told.text)] == ["error"]
        assert events(told.text)[0][1]["status"] == 502


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "slow"}),
        ("/v1/ask", {"question": "slow", "keep": True}),
        ("/v1/ask", {"question": "slow", "stream": True}),
        ("/v1/briefs", {"topic": "slow"}),
        ("/v1/briefs", {"topic": "slow", "stream": True}),
    ],
)
def test_what_nobody_waits_for_any_more_is_given_up(
    address: str, canned: CannedDesk, path: str, body: dict[str, Any]
) -> None:
    canned.left.clear()
    with httpx.Client(base_url=address, timeout=0.3) as client:
        if body.get("stream"):
            with client.stream("POST", path, json=body) as told:
                assert next(told.iter_lines())
        else:
            with pytest.raises(httpx.ReadTimeout):
                client.post(path, json=body)
    assert canned.left.wait(GIVEN_UP)


def test_streams_and_replies_are_told_that_the_server_ends() -> None:
    from ui.app import build_routes

    said: dict[str, Any] = {}
    begun = threading.Barrier(3)

    def stream(url: str) -> None:
        body = {"question": "slow", "stream": True}
        with httpx.stream("POST", f"{url}/v1/ask", json=body, timeout=30) as told:
            lines = told.iter_lines()
            first = next(lines)
            begun.wait(30)
            said["stream"] = "\n".join([first, *lines])

    def reply(url: str) -> None:
        begun.wait(30)
        said["reply"] = httpx.post(f"{url}/v1/ask", json={"question": "slow"}, timeout=30)

    desk = CannedDesk(pace=0)
    with served(build_routes(desk)) as url:
        threads = [threading.Thread(target=work, args=(url,)) for work in (stream, reply)]
        for thread in threads:
            thread.start()
        begun.wait(30)
        while len(desk.histories) < 2:
            desk.left.wait(0.02)
    for thread in threads:
        thread.join()
    name, problem = events(said["stream"])[-1]
    assert (name, problem["type"]) == ("error", "urn:mujaz:ending")
    assert [one for one, _ in events(said["stream"])].count("error") == 1
    assert (said["reply"].status_code, said["reply"].json()["type"]) == (503, "urn:mujaz:ending")
