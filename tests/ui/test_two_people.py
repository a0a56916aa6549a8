"""What belongs to one person is not there for another: over every route that takes an id."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from tests.ui.briefs import brief
from tests.ui.desk import CannedDesk, answer
from tests.ui.people import COOKIE, add_people, visiting
from ui.app import build_routes
from ui.library.intake_uploads import Uploads
from ui.person import ANYBODY

JSON = {"content-type": "application/json"}
SECRET = "What does only Sara know?"
# Ids of these are of the library, and so for everybody.
SHARED = re.compile(
    r"/desk/(?:library|evaluation)/|/v1/(?:articles|stories|eval|feeds)/|/desk/ask/drafts/|/library/"
)


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0.02) as opened:
        add_people(opened, sara="write", omar="write", admin1="admin")
        yield opened


@pytest.fixture(scope="module")
def app(desk: CannedDesk) -> FastAPI:
    return build_routes(desk)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with visiting(app) as opened:
        yield opened


@pytest.fixture(scope="module")
def sessions(desk: CannedDesk) -> dict[str, dict[str, str]]:
    """The headers of each person, for the page and for programs."""
    return {
        one.name: {
            "cookie": f"{COOKIE}={desk.people.begin_session(one.name)}",
            "authorization": f"Bearer {desk.people.new_token(one.name, 'a test')}",
        }
        for one in desk.people.accounts()
    }


@pytest.fixture
def saras(desk: CannedDesk) -> dict[str, str]:
    """What Sara keeps, by the names that routes have for it."""
    store = desk.conversations
    conversation = store.begin("sara").id
    exchange = store.ask("sara", conversation, SECRET)
    assert exchange is not None
    store.settle("sara", exchange.id, "answered", answer=answer(SECRET, ()))
    kept = store.keep_brief("sara", brief("talks"), title=SECRET, request='{"topic": "talks"}').id
    return {"conversation_id": conversation, "exchange_id": exchange.id, "name": kept}


def _routes(app: FastAPI, before: str = "") -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from _routes(route.app, before + route.path)
        elif isinstance(route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, before + route.path


def _filled(path: str, known: dict[str, str]) -> str:
    own = {**known, "other": known["name"], "suffix": "md"}
    own["id"] = known["name" if path.startswith("/v1/briefs") else "conversation_id"]
    return re.sub(r"\{([^}:]*)[^}]*\}", lambda match: own[match[1]], path)


BODIES: dict[str, dict[str, object]] = {
    "rating": {"rating": "up", "comment": ""},
    "rename": {"title": "taken over"},
}


def test_every_id_of_one_person_is_none_for_another(
    app: FastAPI, client: TestClient, sessions: dict[str, dict[str, str]], saras: dict[str, str]
) -> None:
    asked = set()
    for method, path in _routes(app):
        if "{" not in path or SHARED.match(path):
            continue
        where, body = _filled(path, saras), BODIES.get(path.rpartition("/")[2], {})
        asked.add(f"{method} {path}")
        for other in ("omar", "admin1"):
            content = None if method == "GET" else json.dumps(body).encode()
            headers = JSON | sessions[other]
            sent = client.request(method, where, content=content, headers=headers)
            told = (other, method, path, sent.status_code, sent.text)
            assert SECRET not in sent.text, told
            if path.endswith(("/answers/{exchange_id}/stop", "/steps")):
                assert sent.status_code in (200, 204), told  # of a job that is none
                assert "gone" in sent.text or not sent.text, told
            else:
                assert sent.status_code == 404, told
    assert len(asked) >= 19
    shown = client.get(
        f"/desk/ask/conversations/{saras['conversation_id']}", headers=sessions["sara"]
    )
    assert SECRET in shown.text
    kept = client.get(f"/desk/briefs/{saras['name']}", headers=sessions["sara"])
    assert kept.status_code == 200
    copied = client.get(f"/desk/briefs/{saras['name']}/file/md", headers=sessions["sara"])
    assert copied.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/desk/ask/conversations",
        "/desk/briefs",
        "/desk/evaluation/home",
        "/desk/evaluation/ratings.jsonl",
        "/v1/conversations",
        "/v1/briefs",
        "/v1/feedback",
    ],
)
def test_lists_hold_what_is_ones_own(
    client: TestClient,
    desk: CannedDesk,
    sessions: dict[str, dict[str, str]],
    saras: dict[str, str],
    path: str,
) -> None:
    desk.conversations.rate("sara", saras["exchange_id"], "down", "")
    shown = {name: client.get(path, headers=headers).text for name, headers in sessions.items()}
    assert SECRET in shown["sara"] or saras["conversation_id"] in shown["sara"]
    assert SECRET not in shown["omar"]
    assert saras["conversation_id"] not in shown["omar"]
    # What readers have marked as wrong is for whoever looks after the answers.
    assert (SECRET in shown["admin1"]) is path.startswith("/desk/evaluation")


def test_a_question_cannot_be_put_into_the_conversation_of_another(
    client: TestClient, desk: CannedDesk, sessions: dict[str, dict[str, str]], saras: dict[str, str]
) -> None:
    wanted = {"question": "mine now", "conversation": saras["conversation_id"]}
    sent = client.post("/desk/ask/questions", json=wanted, headers=sessions["omar"])
    assert sent.status_code == 404
    kept = desk.conversations.get("sara", saras["conversation_id"])
    assert kept is not None
    assert [one.question for one in kept.exchanges] == [SECRET]


def test_what_is_being_made_is_followed_and_stopped_by_whose_it_is(
    client: TestClient, desk: CannedDesk, sessions: dict[str, dict[str, str]]
) -> None:
    sara, omar = sessions["sara"], sessions["omar"]
    asked = client.post("/desk/ask/questions", json={"question": "slow"}, headers=sara).json()
    job = client.post("/desk/briefs", json={"topic": "slow"}, headers=sara).json()["job"]
    answers, briefs = f"/desk/ask/answers/{asked['exchange']}", f"/desk/briefs/{job}"
    assert client.get(f"{answers}/events", headers=omar).status_code == 404
    assert '"gone"' in client.get(f"{briefs}/steps", headers=omar).text
    assert client.post(f"{answers}/stop", json={}, headers=omar).status_code == 204
    assert client.post(f"{briefs}/stop", json={}, headers=omar).status_code == 404
    exchange = desk.conversations.exchange("sara", asked["exchange"])
    assert exchange is not None
    assert exchange.state == "writing"
    for path in (answers, briefs):
        assert client.post(f"{path}/stop", json={}, headers=sara).status_code == 204
    assert "event: end" in client.get(f"{answers}/events", headers=sara).text
    assert "event: end" in client.get(f"{briefs}/steps", headers=sara).text


def test_a_draft_is_for_whoever_typed_it(
    client: TestClient, sessions: dict[str, dict[str, str]]
) -> None:
    typed = {"place": "new", "text": SECRET}
    client.post("/desk/ask/drafts", json=typed, headers=sessions["sara"])
    assert client.get("/desk/ask/drafts/new", headers=sessions["sara"]).json()["text"] == SECRET
    assert client.get("/desk/ask/drafts/new", headers=sessions["omar"]).json()["text"] == ""


def test_the_files_that_one_sends_are_on_ones_own_list(
    client: TestClient, sessions: dict[str, dict[str, str]]
) -> None:
    values = {"name": "saras.txt", "id": "a" * 12}
    headers = {"content-type": "application/octet-stream", **sessions["sara"]}
    sent = client.post("/desk/library/files", params=values, content=b"?", headers=headers)
    assert sent.status_code == 204
    for method, path in (("DELETE", "/intake"), ("POST", "/intake/stop")):
        client.request(method, f"/desk/library{path}", headers=JSON | sessions["omar"])
    shown = {
        name: client.get("/desk/library/intake/events", headers=sessions[name]).text
        for name in ("sara", "omar")
    }
    assert "saras.txt" in shown["sara"]
    assert "saras.txt" not in shown["omar"]


def test_files_that_are_left_over_go_to_whose_they_were(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"text"

    async def send() -> dict[str, Path]:
        people = ("sara", "عمر", ANYBODY.name)
        return {
            name: await uploads.receive(pieces(), "a.txt", length=4, person=name) for name in people
        }

    sent = asyncio.run(send())
    assert {path for path, _ in Uploads(tmp_path).left_over()} == set(sent.values())
    assert uploads.is_of(sent["sara"], "sara")
    assert uploads.is_of(sent["عمر"], "عمر")
    assert not uploads.is_of(sent["sara"], "عمر")
    assert uploads.is_of(sent[ANYBODY.name], "sara")


def test_a_run_on_what_readers_have_asked_is_not_for_every_reader(
    client: TestClient, desk: CannedDesk, sessions: dict[str, dict[str, str]]
) -> None:
    for name, suite in (("on-ratings", "ratings"), ("on-news", "/x/suites/news")):
        folder = desk.settings.folder / "runs" / name
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps({"suite": suite}))
    paths = ("", "/scores", "/cases", "/case?id=1", "/comparison?against=on-news")
    for path in paths:
        address = f"/desk/evaluation/runs/on-ratings{path}"
        assert client.get(address, headers=sessions["omar"]).status_code == 404
    shown = client.get("/desk/evaluation/home", headers=sessions["omar"]).text
    assert "on-news" in shown
    assert "on-ratings" not in shown
    for name in ("on-ratings", "on-news"):
        address = f"/desk/evaluation/runs/{name}"
        assert client.get(address, headers=sessions["admin1"]).status_code == 200
        assert client.delete(address, headers=sessions["admin1"]).status_code == 204
