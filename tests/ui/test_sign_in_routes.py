"""Signing in and out: passwords, cookies, tries, and where one gets to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from rag.people.people_store import PeopleStore
from rag.records import Person
from tests.ui.desk import CannedDesk
from tests.ui.people import HERE, PASSWORD, visiting
from ui.app import build_routes
from ui.guard.refusal import PageError
from ui.sign_in import tuning
from ui.sign_in.attempts import SignInAttempts, TooManyTriesError, address_of
from ui.sign_in.sign_in_routes import own_path

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        opened.people.add("Sara", "admin", PASSWORD)
        yield opened


@pytest.fixture(scope="module")
def _client(desk: CannedDesk) -> Iterator[TestClient]:
    with visiting(build_routes(desk)) as opened:
        yield opened


@pytest.fixture
def client(_client: TestClient) -> TestClient:
    """A stranger's."""
    _client.cookies.clear()
    return _client


def sign_in(client: TestClient, password: str = PASSWORD, **headers: str) -> None:
    given = {"name": "sara", "password": password}
    sent = client.post("/desk/sign-in", json=given, headers=headers)
    assert sent.status_code == (200 if password == PASSWORD else 401), sent.text


def actions(desk: CannedDesk) -> list[tuple[str, str]]:
    return [(one.person, one.action) for one in desk.people.audit(limit=5)]


def test_a_session_begins_with_the_right_password_and_ends_on_the_server(
    client: TestClient, desk: CannedDesk
) -> None:
    sign_in(client)
    assert client.get("/desk/person").json()["name"] == "Sara"
    kept = dict(client.cookies)
    assert client.post("/desk/sign-out", json={}).status_code == 204
    assert not client.cookies
    client.cookies.update(kept)
    assert client.get("/desk/person").status_code == 401
    assert actions(desk)[:2] == [("Sara", "session.end"), ("Sara", "session.begin")]


def test_each_sign_in_makes_another_session_and_ends_the_one_before(client: TestClient) -> None:
    headers = {"cookie": "mujaz_session_7860=chosen-by-somebody-else"}
    sign_in(client, **headers)
    first = dict(client.cookies)
    assert "chosen-by-somebody-else" not in first.values()
    sign_in(client)
    assert dict(client.cookies) != first
    client.cookies.clear()
    client.cookies.update(first)
    assert client.get("/desk/person").status_code == 401


def test_a_wrong_password_and_a_wrong_name_are_told_alike_and_noted(
    client: TestClient, desk: CannedDesk
) -> None:
    told = set()
    for name, noted in (("sara", "Sara"), ("a password typed as a name", "")):
        given = {"name": name, "password": "not the password"}
        sent = client.post("/desk/sign-in", json=given, headers={"accept-language": "ar"})
        told.add((sent.status_code, sent.text, sent.headers.get("set-cookie")))
        assert actions(desk)[0] == (noted, "session.refused")
    assert len(told) == 1
    assert sent.json()["detail"] == "الاسم أو كلمة المرور غير صحيحة."
    assert "password" not in "".join(one.subject for one in desk.people.audit(limit=5))


@pytest.mark.parametrize(
    ("headers", "name", "is_secure"),
    [
        ({}, "mujaz_session_7860", False),
        ({"host": "localhost"}, "mujaz_session", False),
        ({"x-forwarded-proto": "https"}, "__Host-mujaz_session", True),
        ({"x-forwarded-proto": "http, https"}, "__Host-mujaz_session", True),
        ({"x-forwarded-proto": "https, http"}, "mujaz_session_7860", False),
    ],
)
def test_the_cookie_is_as_close_as_the_way_to_the_page_allows(
    client: TestClient, headers: dict[str, str], name: str, is_secure: bool
) -> None:
    sent = client.post(
        "/desk/sign-in", json={"name": "sara", "password": PASSWORD}, headers=headers
    )
    cookie = sent.headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert ("; Secure" in cookie) is is_secure
    for part in ("; HttpOnly", "; SameSite=lax", "; Path=/"):
        assert part in cookie
    assert "domain" not in cookie.lower()
    secret = cookie.partition("=")[2].partition(";")[0]
    for other in ("mujaz_session", "mujaz_session_7860", "__Host-mujaz_session"):
        asked = client.get("/desk/person", headers=headers | {"cookie": f"{other}={secret}"})
        assert asked.status_code == (200 if other == name else 401)


@pytest.mark.parametrize(
    "others",
    [
        "{}",
        'mujaz_session_7860=stale; a="b; {}',
        'name with spaces; {"json": [1, 2]}; {}; list[]=1; \x01; \xff=\xfe; =; ;',
        "$Version=1; {}; $Path=/",
        "a=" + 9_000 * "b" + "; {}",
    ],
)
def test_no_cookie_of_another_program_signs_a_reader_out(client: TestClient, others: str) -> None:
    sign_in(client)
    (cookie,) = (f"{name}={value}" for name, value in client.cookies.items())
    client.cookies.clear()
    sent = others.replace("{}", cookie).encode("latin-1")
    assert client.get("/desk/person", headers={b"cookie": sent}).json()["name"] == "Sara"
    for torn in (cookie[:-1], f"{cookie}x", cookie.upper(), f"{cookie}; {cookie}x", f"x{cookie}"):
        assert client.get("/desk/person", headers={"cookie": torn}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/x-www-form-urlencoded"}, 415),  # a form of another site
        ({"content-type": "text/plain"}, 415),  # a fetch that a browser sends without asking
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({**JSON, "origin": "http://evil.example"}, 403),
        ({**JSON, "origin": "null"}, 403),
        ({**JSON, "origin": "http://127.0.0.1:8080"}, 403),  # the same site, another program
        ({**JSON, "sec-fetch-site": "same-site", "origin": HERE}, 403),
        ({**JSON, "sec-fetch-site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/sign-out", "/desk/library/removals"])
def test_another_site_does_nothing_with_the_cookie_of_a_reader(
    client: TestClient, desk: CannedDesk, headers: dict[str, str], status: int, path: str
) -> None:
    sign_in(client)
    before = desk.people.audit(limit=1)
    body = b'{"name": "sara", "password": "a long password", "ids": ["1"]}'
    sent = client.post(path, content=body, headers=headers)
    assert sent.status_code == status
    assert "set-cookie" not in sent.headers
    assert desk.people.audit(limit=1) == before
    assert client.get("/desk/person").status_code == 200


def test_the_page_speaks_the_readers_language_and_holds_no_script_of_its_own(
    client: TestClient,
) -> None:
    for language, way, title in (("en", "ltr", "Sign in"), ("ar", "rtl", "تسجيل الدخول")):
        shown = client.get("/sign-in", headers={"accept-language": language}).text
        assert f'<html lang="{language}" dir="{way}">' in shown
        assert f'<h1 id="sign-in-title">{title}</h1>' in shown
        assert "<script>" not in shown
        assert " on" not in shown.partition("<body>")[2].replace(" only", "")
        assert 'autocomplete="username"' in shown
        assert 'autocomplete="current-password"' in shown
    policy = client.get("/sign-in").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/", "/"),
        ("/?tab=library&page=2", "/?tab=library&page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/sign-in?next=/", "/"),
        ("/desk/sign-out", "/"),
        ("/?q=<b>\n", "/"),
    ],
)
def test_one_gets_back_to_a_path_of_this_site_only(
    client: TestClient, wanted: str, path: str
) -> None:
    assert own_path(wanted) == path
    sign_in(client)
    led = client.get("/sign-in", params={"next": wanted})
    assert (led.status_code, led.headers["location"]) == (303, path)


def test_who_signs_in_beside_a_page_is_told_to_go_back_to_it(client: TestClient) -> None:
    assert 'data-next="/sign-in?done=1"' in client.get("/sign-in?done=1").text
    sign_in(client)
    assert "go on where you were" in client.get("/sign-in?done=1").text


def test_what_makes_no_sense_is_refused(client: TestClient) -> None:
    for body in ({}, {"name": "sara"}, {"name": 1, "password": []}, {"name": "x" * 301}):
        assert client.post("/desk/sign-in", json=body).status_code == 422
    for name in ("\0", "\ud800", "", " ", "x" * 300):
        given = b'{"name": "%s", "password": "\\ud800"}' % name.encode("ascii", "backslashreplace")
        sent = client.post("/desk/sign-in", content=given.replace(b"\\x", b"\\u00"), headers=JSON)
        assert sent.status_code in (401, 422)


# --- how often one may try ---


@pytest.fixture
def people(desk: CannedDesk) -> PeopleStore:
    return desk.people


async def _tries(
    attempts: SignInAttempts, people: PeopleStore, tries: list[tuple[str, str, str]]
) -> list[Person | float | None]:
    found: list[Person | float | None] = []
    for one in tries:
        try:
            found.append(await attempts.person(people, *one))
        except TooManyTriesError as error:
            found.append(error.wait)
    return found


def test_a_name_is_tried_so_often_and_then_not_even_with_its_password(people: PeopleStore) -> None:
    guesses = [
        (name, f"guess {number}", f"192.0.2.{number}")
        for number, name in enumerate(["sara", "SARA"] * (tuning.NAME_TRIES // 2))
    ]
    right = ("Sara", PASSWORD, "192.0.2.200")
    found = asyncio.run(_tries(SignInAttempts(pause=0), people, [*guesses, right, right]))
    assert found[: tuning.NAME_TRIES] == [None] * tuning.NAME_TRIES
    assert found[tuning.NAME_TRIES :] == [int(tuning.NAME_SECONDS)] * 2


def test_an_address_tries_so_many_names(people: PeopleStore) -> None:
    guesses = [(f"name{number}", "x", "192.0.2.1") for number in range(tuning.ADDRESS_TRIES)]
    here, there = (("sara", PASSWORD, address) for address in ("192.0.2.1", "192.0.2.2"))
    found = asyncio.run(_tries(SignInAttempts(pause=0), people, [*guesses, here, there]))
    assert found[-2:] == [int(tuning.ADDRESS_SECONDS), Person("Sara", "admin")]


def test_right_passwords_are_not_counted(people: PeopleStore) -> None:
    right = [("sara", PASSWORD, "192.0.2.1")] * (tuning.NAME_TRIES + 5)
    found = asyncio.run(_tries(SignInAttempts(pause=0), people, right))
    assert set(found) == {Person("Sara", "admin")}


def test_a_crowd_at_once_is_counted_one_by_one_and_only_so_many_wait(people: PeopleStore) -> None:
    async def crowd() -> list[Person | BaseException | None]:
        attempts = SignInAttempts(pause=0)
        guesses = (
            attempts.person(people, f"name{number}", "x", f"192.0.2.{number}")
            for number in range(tuning.IN_LINE + 5)
        )
        return await asyncio.gather(*guesses, return_exceptions=True)

    found = asyncio.run(crowd())
    assert sum(isinstance(one, PageError) for one in found) == 5
    assert found.count(None) == tuning.IN_LINE


def test_too_many_tries_are_told_in_the_language_of_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise TooManyTriesError(29.2)

    monkeypatch.setattr(SignInAttempts, "person", refuse)
    given = {"name": "sara", "password": "x"}
    sent = client.post("/desk/sign-in", json=given, headers={"accept-language": "ar"})
    assert (sent.status_code, sent.headers["retry-after"]) == (429, "30")
    assert sent.json()["detail"].startswith("محاولات دخول كثيرة")


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "made up, 198.51.100.7", "198.51.100.7"),
        ("::1", "made up", "::1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_a_proxy_on_this_machine_is_believed_who_has_called_it(
    peer: str, said: str, address: str
) -> None:
    headers = [(b"x-forwarded-for", said.encode())] if said else []
    scope = {"type": "http", "headers": headers, "client": (peer, 1)}
    assert address_of(Request(scope)) == address
