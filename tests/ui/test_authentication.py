"""Who gets in: people with sessions, programs with tokens, the owner, and nobody else."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.ui.desk import CannedDesk
from tests.ui.people import COOKIE, HERE, add_people, visiting
from ui.app import build_routes
from ui.guard.authentication import Authentication, is_for_all
from ui.guard.buckets import TokenBuckets

OWNER = {"authorization": "Bearer owners-secret"}
WHO = "/desk/person"


@pytest.fixture(scope="module")
def _opened() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        yield opened


@pytest.fixture(scope="module")
def _client(_opened: CannedDesk) -> Iterator[TestClient]:
    with visiting(build_routes(_opened, owner_token="owners-secret")) as opened:
        yield opened


@pytest.fixture
def desk(_opened: CannedDesk) -> Iterator[CannedDesk]:
    """A desk that knows nobody yet."""
    yield _opened
    for account in _opened.people.accounts():
        _opened.people.remove(account.name)


@pytest.fixture
def client(_client: TestClient) -> TestClient:
    """A stranger's."""
    _client.cookies.clear()
    return _client


def test_without_people_all_are_one_reader_and_the_owner_is_known(client: TestClient) -> None:
    assert client.get(WHO).json() == {"name": "reader", "permission": "admin", "signed_in": False}
    assert client.get(WHO, headers={"authorization": "Bearer sk-none"}).json()["name"] == "reader"
    assert client.get(WHO, headers=OWNER).json()["name"] == "owner"


def test_from_the_first_person_on_everybody_has_to_sign_in(
    client: TestClient, desk: CannedDesk
) -> None:
    assert client.get("/desk/briefs").status_code == 200
    add_people(desk, sara="read")
    assert client.get("/desk/briefs").status_code == 401
    assert client.get("/v1/openapi.json").status_code == 401
    client.cookies.set(COOKIE, desk.people.begin_session("sara"))
    assert client.get(WHO).json() == {"name": "sara", "permission": "read", "signed_in": True}
    assert client.get("/desk/briefs").status_code == 200


def test_who_is_removed_or_has_left_is_out_at_once(client: TestClient, desk: CannedDesk) -> None:
    add_people(desk, sara="admin", omar="write")
    secret = desk.people.begin_session("omar")
    token = desk.people.new_token("omar", "a test")
    client.cookies.set(COOKIE, secret)
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get(WHO).status_code == 200
    assert client.get("/v1/openapi.json", headers=bearer).status_code == 200
    desk.people.end_session(secret)
    assert client.get(WHO).status_code == 401
    assert client.get("/v1/openapi.json", headers=bearer).status_code == 200
    desk.people.remove("omar")
    assert client.get("/v1/openapi.json", headers=bearer).status_code == 401


def test_a_cookie_opens_the_page_alone_and_a_token_the_doors_of_programs(
    client: TestClient, desk: CannedDesk
) -> None:
    add_people(desk, sara="read")
    bearer = {"authorization": f"Bearer {desk.people.new_token('sara', 'a test')}"}
    assert client.get(WHO, headers=bearer).status_code == 401
    client.cookies.set(COOKIE, desk.people.begin_session("sara"))
    assert client.get("/v1/openapi.json").status_code == 401
    for path in (WHO, "/v1/openapi.json"):
        client.cookies.clear()
        assert client.get(path, headers=OWNER).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/articles", "application/problem+json"),
        ("/library/ask", "application/problem+json"),
        ("/metrics", "application/problem+json"),
        ("/mcp", "application/problem+json"),
        ("/v1/models", "application/json"),
    ],
)
def test_a_program_without_a_token_is_told_in_the_way_of_its_door(
    client: TestClient, desk: CannedDesk, path: str, kind: str
) -> None:
    add_people(desk, sara="admin")
    for token in ("", "Bearer", "Bearer wrong", "Basic c2FyYTp4", "Bearer \u00e9\u00e9"):
        headers = {b"authorization": token.encode("latin-1")}
        told = client.get(path, headers=headers)
        assert told.status_code == 401
        assert told.headers["www-authenticate"] == "Bearer"
        assert told.headers["content-type"] == kind
    assert "token" in told.text


def test_the_page_leads_a_stranger_to_sign_in_and_back(
    client: TestClient, desk: CannedDesk
) -> None:
    add_people(desk, sara="admin")
    led = client.get("/?tab=library&page=2")
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=/%3Ftab%3Dlibrary%26page%3D2"
    refused = client.post("/", json={})
    assert refused.status_code == 401
    assert refused.json() == {"detail": "Sign in first."}
    arabic = client.get(WHO, headers={"accept-language": "ar"})
    assert arabic.json() == {"detail": "سجّل الدخول أولًا."}


def test_a_page_that_is_not_open_lets_nobody_in_before_there_are_people(desk: CannedDesk) -> None:
    with visiting(build_routes(desk, owner_token="owners-secret", is_open=False)) as client:
        assert client.get("/").status_code == 303
        assert client.get(WHO).status_code == 401
        assert "mujaz user add" in client.get("/sign-in").text
        assert client.get(WHO, headers=OWNER).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/healthz", "/desk/static/mark.svg", "/desk/static/core/tokens.css"],
)
def test_what_strangers_need_is_answered(client: TestClient, desk: CannedDesk, path: str) -> None:
    add_people(desk, sara="admin")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/",
        "/sign-in/x",
        "/healthz/x",
        "/desk/static/base.css",
        "/desk/static/core/page.js",
        "/desk/static/sign_in/../core/page.js",
        "/desk/static/sign_in//x.js",
        "/desk/static/core/tokens.css/",
        "/desk/static/mark.svg\n",
        "//sign-in",
        "/SIGN-IN",
    ],
)
def test_nothing_beside_it_is(path: str) -> None:
    assert not is_for_all(path)


@pytest.fixture
def hasty(desk: CannedDesk) -> Iterator[TestClient]:
    """A client of routes that a person may call three times in a long while."""
    app = FastAPI()
    rates = TokenBuckets(burst=3, per_second=0.01)
    app.add_middleware(Authentication, people=lambda: desk.people, rates=rates)

    @app.get("/{path:path}")
    def answer(path: str) -> str:
        return path

    with TestClient(app, HERE) as opened:
        yield opened


def test_a_person_may_ask_often_and_not_without_end(hasty: TestClient, desk: CannedDesk) -> None:
    add_people(desk, sara="read", omar="read")
    hasty.cookies.set(COOKIE, desk.people.begin_session("sara"))
    replies = [hasty.get("/desk/briefs") for _ in range(4)]
    assert [one.status_code for one in replies] == [200, 200, 200, 429]
    assert 0 < int(replies[-1].headers["retry-after"]) <= 100
    bearer = {"authorization": f"Bearer {desk.people.new_token('sara', 'a test')}"}
    assert hasty.get("/v1/search", headers=bearer).status_code == 429
    assert hasty.get("/desk/static/base.css").status_code == 200
    hasty.cookies.set(COOKIE, desk.people.begin_session("omar"))
    assert hasty.get("/desk/briefs").status_code == 200


@pytest.fixture
def damaged(desk: CannedDesk) -> Iterator[None]:
    """The table of people is gone."""
    with closing(sqlite3.connect(desk.settings.folder / "people.db")) as file:
        file.execute("ALTER TABLE people RENAME TO moved")
        yield
        file.execute("ALTER TABLE moved RENAME TO people")


@pytest.mark.usefixtures("damaged")
def test_where_people_cannot_be_looked_up_the_log_knows_why_and_nobody_gets_in(
    desk: CannedDesk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = str(desk.settings.folder)
    with visiting(build_routes(desk, owner_token="owners-secret")) as client:
        asked = [client.get(path) for path in (WHO, "/", "/v1/articles", "/library", "/sign-in")]
        secrets = {"name": "sara", "password": "a long password"}
        asked.append(client.post("/desk/sign-in", json=secrets))
        assert {one.status_code for one in asked} == {503}
        assert not any(folder in one.text for one in asked)
        assert client.get(WHO, headers=OWNER).json()["name"] == "owner"
        assert client.get("/healthz").status_code == 200
    told = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    of_requests = [line for line in told if line.startswith("nobody can be let in: ")]
    assert len(of_requests) == 1
    assert folder in of_requests[0]
    assert "damaged" in of_requests[0]


def test_without_people_nobody_is_held_back(hasty: TestClient) -> None:
    assert {hasty.get("/desk/briefs").status_code for _ in range(10)} == {200}


def test_nobodys_body_is_read_who_may_not_ask(client: TestClient, desk: CannedDesk) -> None:
    add_people(desk, sara="read")
    headers = {"content-type": "application/json"}
    for path, status in (("/v1/ask", 401), ("/desk/ask/questions", 401), ("/desk/sign-in", 413)):
        assert client.post(path, content=b" " * 100_000, headers=headers).status_code == status
