"""Who may ask the page, and under which names, whatever it is bound to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from rag.errors import UsageError
from ui.guard.body import MAX_BODY
from ui.guard.security import LOOPBACK, Guard, host_names, is_loopback
from ui.guard.whole_bodies import STRANGERS_BODY, WholeBodies
from ui.person import ANYBODY, admit
from ui.server import warning

HOSTS = host_names("0.0.0.0", ["desk.example", "192.0.2.7", "2001:db8::7"])
PATHS = ["/", "/gradio_api/heartbeat/abc", "/gradio_api/queue/data?session_hash=abc"]


class _Admission:
    """Knows whoever does not say to be a stranger."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "x-stranger" not in Headers(scope=scope):
            admit(scope, ANYBODY)
        await self._app(scope, receive, send)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A guarded application that answers everything."""
    app = FastAPI()
    app.add_middleware(WholeBodies)
    app.add_middleware(_Admission)
    app.add_middleware(Guard, hosts=HOSTS)

    @app.get("/{path:path}")
    @app.post("/{path:path}")
    def answer(path: str) -> str:
        return path

    @app.websocket("/{path:path}")
    async def talk(socket: WebSocket, path: str) -> None:
        await socket.accept()

    with TestClient(app, base_url="http://desk.example:7860") as opened:
        yield opened


@pytest.mark.parametrize(
    "host",
    [
        "localhost:1",
        "127.0.0.1",
        "[::1]:7860",
        "desk.example",
        "DESK.example:80",
        "192.0.2.7:7860",
        "[2001:db8::7]",
    ],
)
def test_the_names_that_were_given_are_known(client: TestClient, host: str) -> None:
    for path in PATHS:
        assert client.get(path, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "desk.example.evil.example",
        "0.0.0.0:7860",
        "192.0.2.8",
        "desk.example@evil.example",
        "[",
        "",
    ],
)
def test_any_other_name_is_refused(client: TestClient, host: str) -> None:
    for path in PATHS:
        assert client.get(path, headers={"host": host}).status_code == 421
        assert client.post(path, json={}, headers={"host": host}).status_code == 421


def test_a_proxy_cannot_name_another_host_either(client: TestClient) -> None:
    for name in ("evil.example", "desk.example, evil.example"):
        assert client.get("/", headers={"x-forwarded-host": name}).status_code == 421
    assert client.get("/", headers={"x-gradio-server": "http://evil.example"}).status_code == 421
    assert client.get("/", headers={"x-forwarded-host": "desk.example"}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://desk.example:9", "http://desk.example", "http://["],
)
def test_another_site_reads_and_changes_nothing(client: TestClient, origin: str) -> None:
    for path in PATHS:
        headers = {"origin": origin}
        assert client.get(path, headers=headers).status_code == 403
        assert client.post(path, json={}, headers=headers).status_code == 403
        assert client.options(path, headers=headers).status_code == 403


def test_the_page_itself_reads_and_changes(client: TestClient) -> None:
    headers = {"origin": "http://desk.example:7860", "sec-fetch-site": "same-origin"}
    assert client.get("/", headers=headers).status_code == 200
    assert client.post("/", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_another_site_embeds_is_refused_but_a_link_is_followed(
    client: TestClient, site: str
) -> None:
    for mode in ("no-cors", "cors", "websocket"):
        headers = {"sec-fetch-site": site, "sec-fetch-mode": mode}
        assert client.get("/", headers=headers).status_code == 403
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=headers).status_code == 200
    assert client.post("/", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["desk.example:7860", "evil.example"])
def test_there_is_no_websocket_under_any_name(client: TestClient, host: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/gradio_api/queue/join", headers={"host": host}),
    ):
        pass


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "text/plain; application/json",
        "application/jsonp",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_json(client: TestClient, method: str, kind: str) -> None:
    sent = client.request(method, "/", content=b"{}", headers={"content-type": kind})
    assert sent.status_code == 415
    assert "Content-Type: application/json" in sent.text


def test_a_body_is_at_most_a_megabyte(client: TestClient) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert client.post("/", content=b" " * MAX_BODY, headers=headers).status_code == 200
    assert client.post("/", content=b" " * (MAX_BODY + 1), headers=headers).status_code == 413
    pieces = (b" " * 1000 for _ in range(MAX_BODY // 1000 + 1))
    assert client.post("/", content=pieces, headers=headers).status_code == 413


def test_a_stranger_sends_no_more_than_a_name_and_a_password(client: TestClient) -> None:
    headers = {"content-type": "application/json", "x-stranger": "1"}
    assert client.post("/", content=b" " * STRANGERS_BODY, headers=headers).status_code == 200
    longer = client.post("/", content=b" " * (STRANGERS_BODY + 1), headers=headers)
    assert longer.status_code == 413
    assert longer.headers["connection"] == "close"


def test_only_loopback_is_known_without_being_named() -> None:
    assert host_names("127.0.0.1") == host_names("0.0.0.0") == host_names("::") == LOOPBACK
    assert host_names("192.0.2.7") == (*LOOPBACK, "192.0.2.7")
    assert host_names("0.0.0.0", ["Desk.Example", "desk.example"]) == (*LOOPBACK, "desk.example")


@pytest.mark.parametrize(
    "name", ["http://desk.example", "desk.example:7860", "a/b", "", "*", "a b", "[::1]", "u@h"]
)
def test_a_name_that_is_none_is_told(name: str) -> None:
    with pytest.raises(UsageError, match=r"without http://"):
        host_names("0.0.0.0", [name])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_what_only_this_machine_can_reach_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example", ""])
def test_what_others_can_reach_is_known(host: str) -> None:
    assert not is_loopback(host)


def test_what_is_opened_is_told() -> None:
    text = warning(7860, HOSTS, asks_who=False)
    assert "every machine" in text
    assert "Nobody has to sign in" in text
    for can_do in ("model's cost", "conversations", "add articles and remove them", "fetched"):
        assert can_do in text
    assert "desk.example" in text
    assert "--allow-host" in text


def test_where_people_sign_in_it_is_told_that_passwords_travel_readable() -> None:
    text = warning(7860, HOSTS, asks_who=True)
    assert "have to sign in" in text
    assert "HTTPS" in text
    assert "desk.example" in text


UPLOAD = "/desk/library/files"
BYTES = {"content-type": "application/octet-stream"}


def test_a_file_is_sent_as_bytes_to_its_one_place(client: TestClient) -> None:
    large = b"x" * (MAX_BODY + 1)
    assert client.post(UPLOAD, content=large, headers=BYTES).status_code == 200
    for path in ("/", f"{UPLOAD}/", f"{UPLOAD}/more", "/desk/library/FILES"):
        assert client.post(path, content=large, headers=BYTES).status_code == 415
    for method in ("PUT", "PATCH"):
        assert client.request(method, UPLOAD, content=b"", headers=BYTES).status_code == 415


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain; application/octet-stream",
        "",
    ],
)
def test_what_a_form_could_send_is_no_file(client: TestClient, kind: str) -> None:
    sent = client.post(UPLOAD, content=b"{}", headers={"content-type": kind})
    assert sent.status_code == 415
    assert "Content-Type: application/octet-stream" in sent.text


def test_another_site_sends_no_file(client: TestClient) -> None:
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
        {"host": "evil.example"},
    ):
        sent = client.post(UPLOAD, content=b"x", headers=BYTES | headers)
        assert sent.status_code in (403, 421)
