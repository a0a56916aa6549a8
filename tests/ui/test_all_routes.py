"""Every route of the real application, Gradio's own and those of mounts included: nobody gets in
without a session or a token, and each that changes something says what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount

from tests.ui.desk import CannedDesk
from tests.ui.people import COOKIE, add_people, visiting
from ui.guard.authentication import is_for_all
from ui.guard.security import FILES

# What everybody does who has signed in: asking, and what is kept for them alone.
OWN = {
    "POST /desk/ask/questions",
    "POST /desk/ask/drafts",
    "POST /desk/ask/answers/{exchange_id}/stop",
    "POST /desk/ask/answers/{exchange_id}/rating",
    "POST /desk/ask/conversations/{conversation_id}/rename",
    "POST /desk/ask/conversations/{conversation_id}/restore",
    "DELETE /desk/ask/conversations/{conversation_id}",
    "POST /desk/briefs",
    "POST /desk/briefs/{name}/anew",
    "POST /desk/briefs/{name}/stop",
    "DELETE /desk/briefs/{name}",
    "POST /desk/sign-in",
    "POST /desk/sign-out",
    "POST /v1/ask",
    "POST /v1/search",
    "POST /v1/briefs",
    "POST /v1/feedback",
    "POST /v1/chat/completions",
    "POST /v1/embeddings",
    "DELETE /v1/briefs/{id}",
    "DELETE /v1/conversations/{id}",
}

RAW = (
    "/gradio_api/queue/join",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/upload",
    "/gradio_api/upload_progress?upload_id=x",
    "/gradio_api/component_server",
    "/gradio_api/call/x",
    "/gradio_api/run/x",
    "/gradio_api/api/x",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1:1/",
    "/gradio_api/heartbeat/x",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/mcp/sse",
    "/config",
    "/login",
    "/login_check",
    "/token",
    "/logout",
    "/monitoring",
    "/call/x",
    "/file=/etc/passwd",
    "/queue/join",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/v1/openapi.json",
    "/mcp",
    "/mcp/",
    "/library",
    "/library/anything",
    "/metrics",
    "/desk/static/base.css",
    "/desk/static/core/page.js",
    "/desk/static/sign_in",
    "/desk/static/sign_in/",
    "/desk/static/fonts/",
    "/desk/static/../app.py",
    "/assets/index.js",
    "/theme.css",
    "/nothing",
)


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        add_people(opened, reader1="read", writer1="write", admin1="admin")
        yield opened


@pytest.fixture(scope="module")
def app(desk: CannedDesk) -> FastAPI:
    from ui.app import build_app

    return build_app(desk, owner_token="owners-secret")


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with visiting(app) as opened:
        yield opened


def _routes(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, BaseRoute]]:
    for route in routes:
        path = before + getattr(route, "path", "")
        yield path, route
        if isinstance(route, Mount):
            yield from _routes(route.routes or [], path)


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "1", path) or "/"


def _ask(client: TestClient, method: str, path: str) -> int:
    kind = "octet-stream" if path in FILES and method == "POST" else "json"
    body = None if method in ("GET", "HEAD") else b"{}"
    headers = {"content-type": f"application/{kind}"}
    return client.request(method, path, content=body, headers=headers).status_code


def test_a_stranger_gets_nothing_of_any_route(app: FastAPI, client: TestClient) -> None:
    client.cookies.clear()
    paths = {_filled(path) for path, _ in _routes(app.routes)}
    assert len(paths) > 100
    assert {"/", "/desk/ask/questions", "/v1/ask", "/config", "/metrics"} <= paths
    for path in sorted(paths | set(RAW)):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            if is_for_all(path):
                continue
            status = _ask(client, method, path)
            led = path.partition("?")[0] == "/" and method in ("GET", "HEAD")
            refused = (415,) if path in FILES and method not in ("POST", "DELETE") else ()
            assert status in ((303,) if led else (401, *refused)), (method, path, status)


def test_what_everybody_is_answered_is_this_and_no_more(app: FastAPI) -> None:
    paths = {_filled(path) for path, _ in _routes(app.routes)}
    assert {path for path in paths if is_for_all(path)} == {
        "/sign-in",
        "/desk/sign-in",
        "/healthz",
        "/readyz",
    }


def _needed(route: APIRoute) -> set[str]:
    found = (getattr(one.call, "permission", None) for one in route.dependant.dependencies)
    return {one for one in found if one}


def _changing(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    """The routes of ours that are not for reading alone, with their methods and paths."""
    for path, route in _routes(app.routes):
        if isinstance(route, APIRoute) and path.startswith(("/desk/", "/v1/", "/library/")):
            for method in sorted((route.methods or set()) - {"GET", "HEAD"}):
                yield method, path, route


def test_each_route_that_changes_something_says_what_it_needs(app: FastAPI) -> None:
    named = {f"{method} {path}": _needed(route) for method, path, route in _changing(app)}
    silent = {name for name, needed in named.items() if not needed}
    assert silent == OWN & set(named)
    assert {one for name in OWN for one in named.get(name, ())} == set()


@pytest.mark.parametrize("name", ["reader1", "writer1"])
def test_whoever_may_not_is_refused_before_anything_is_read(
    app: FastAPI, client: TestClient, desk: CannedDesk, name: str
) -> None:
    ranks = {"read": 0, "write": 1, "admin": 2}
    own = ranks["read" if name == "reader1" else "write"]
    bearer = {"authorization": f"Bearer {desk.people.new_token(name, 'a test')}"}
    client.cookies.clear()
    client.cookies.set(COOKIE, desk.people.begin_session(name))
    checked = 0
    before = desk.people.audit(limit=1)
    for method, path, route in _changing(app):
        if any(ranks[needed] > own for needed in _needed(route)):
            where = _filled(path)
            where = f"{where}?name=a.txt&id=12345678" if path in FILES else where
            kind = "octet-stream" if path in FILES else "json"
            headers = {"content-type": f"application/{kind}", **bearer}
            sent = client.request(method, where, content=b"{}", headers=headers)
            assert sent.status_code == 403, (method, path, sent.status_code)
            checked += 1
    assert checked >= 5
    assert desk.people.audit(limit=1) == before
