"""Every route of the page, asked what makes no sense."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.ui.briefs import brief
from tests.ui.desk import CannedDesk
from tests.ui.desk import answer as canned
from tests.ui.samples import TALKS_EN
from ui.person import ANYBODY

NAMES = ("nothing", "../../etc/passwd", "..\\..", "a\0b", "٣", "9" * 30, "\ud800", "x" * 3000)
QUERIES = (*NAMES, "", "-1", "nan", "2024-13-45", "<b>${1}%{page.ask}")
VALUES: tuple[object, ...] = (
    *("", "٣", "a\0b", "\ud800", "x" * 3000, None, True, -1, 10**400, 1e308, [], [None], {}),
    *(["\ud800"], {"since": "\ud800"}, {"outlets": ["\ud800"]}, {"stories": [10**400]}),
    *({"language": []}, {"articles": ["x"] * 2000}),
)
PLAIN: Mapping[str, object] = {"string": "nothing", "integer": 1, "boolean": False, "array": []}
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def desk() -> CannedDesk:
    return CannedDesk(pace=0)


@pytest.fixture(scope="module")
def client(desk: CannedDesk) -> Iterator[TestClient]:
    from ui.app import build_routes

    headers = {"accept-language": "ar"}
    with TestClient(build_routes(desk), "http://127.0.0.1:7860", False, headers=headers) as opened:
        yield opened


@pytest.fixture
def real(desk: CannedDesk) -> Mapping[str, object]:
    """What is there, by the names that paths, queries and bodies have for it."""
    store = desk.conversations
    place = store.begin(ANYBODY.name).id
    asked = store.ask(ANYBODY.name, place, "How many?")
    assert asked is not None
    store.settle(ANYBODY.name, asked.id, "answered", answer=canned("How many?", ()))
    kept = store.keep_brief(ANYBODY.name, brief("talks"), title="talks").id
    return {
        "conversation_id": place,
        "exchange_id": asked.id,
        "name": kept,
        "other": kept,
        "suffix": "md",
        "kind": "check",
        "number": 1,
        "article": TALKS_EN.id,
        "language": "en",
        "articles": [TALKS_EN.id],
        "question": "How many?",
        "suite": "sample",
        "limit": 1,
        "topic": "talks",
        "languages": ["en"],
        "url": "http://127.0.0.1:1/",
        "rating": "up",
    }


def _routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    for route in app.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/desk/"):
            for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, route


def _app(client: TestClient) -> FastAPI:
    app = client.app
    assert isinstance(app, FastAPI)
    return app


def _ask(
    client: TestClient, method: str, path: str, body: bytes | None = None, **headers: str
) -> Any:
    """Ask, and see that what is refused is told in one sentence of the page's language."""
    if method != "GET" and "content-type" not in headers:
        is_file = path.partition("?")[0] == "/desk/library/files"
        headers["content-type"] = "application/octet-stream" if is_file else "application/json"
    sent = client.request(method, path, content=body, headers=headers)
    asked = method, path[:200], (body or b"")[:200], sent.status_code, sent.text[:300]
    assert sent.status_code < 500 or sent.status_code == 503, asked
    assert "root:" not in sent.text, asked
    if sent.status_code >= 400 and method != "HEAD":
        assert ARABIC.search(sent.json()["detail"]), asked
    return sent


def _filled(path: str, values: Mapping[str, object] | str) -> str:
    """Put values into a path: one for all of its names, or each its own."""

    def value(match: re.Match[str]) -> str:
        return _written(values if isinstance(values, str) else str(values[match[1]]))

    return re.sub(r"\{([^}]*)\}", value, path)


def _written(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def _bodies(
    schema: Mapping[str, Any], parts: Mapping[str, Any], real: Mapping[str, object]
) -> Iterator[object]:
    """Yield bodies of which one field each is bad, and bodies that are none at all."""
    while "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    fields = schema.get("properties", {})
    plain = {name: PLAIN.get(field.get("type", "")) for name, field in fields.items()}
    plain |= {name: value for name, value in real.items() if name in fields}
    yield from VALUES
    for name in fields:
        yield {other: value for other, value in plain.items() if other != name}
        for value in VALUES:
            yield {**plain, name: value}


def test_no_name_or_value_in_an_address_makes_the_server_fail(
    client: TestClient, real: Mapping[str, object]
) -> None:
    paths = _app(client).openapi()["paths"]
    for method, route in _routes(_app(client)):
        body = None if method == "GET" else b"{}"
        if "{" in route.path:
            for name in NAMES:
                _ask(client, method, _filled(route.path, name), body)
        told = paths[route.path_format][method.lower()]
        names = [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"]
        for name in names:
            others = "&".join(
                f"{other}={_written(str(real[other]))}"
                for other in names
                if other != name and other in real
            )
            for value in QUERIES:
                path = f"{_filled(route.path, real)}?{others}&{name}={_written(value)}"
                _ask(client, method, path, body)


def test_no_body_makes_the_server_fail(client: TestClient, real: Mapping[str, object]) -> None:
    described = _app(client).openapi()
    parts = described.get("components", {}).get("schemas", {})
    for method, route in _routes(_app(client)):
        if method == "GET" or route.path.endswith(("/files", "/upkeep/{kind}")):
            continue
        told = described["paths"][route.path_format][method.lower()]
        content = told.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        path = _filled(route.path, "nothing" if method == "DELETE" else real)
        for body in _bodies(schema, parts, real):
            _ask(client, method, path, json.dumps(body).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"NaN",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"where":' + b"[" * 50_000 + b"]" * 50_000 + b',"question":"q"}',
        b'{"question":' + b"9" * 5000 + b"}",
    ],
    ids=range(8),
)
def test_what_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    for method, route in _routes(_app(client)):
        if method != "GET" and not route.path.endswith(("/files", "/upkeep/{kind}")):
            _ask(client, method, _filled(route.path, "nothing"), body)


def test_other_kinds_methods_and_sites_are_refused_in_the_language_of_the_page(
    client: TestClient,
) -> None:
    for method, route in _routes(_app(client)):
        path = _filled(route.path, "nothing")
        for other in ("PUT", "PATCH", "OPTIONS", "HEAD", "TRACE", "DELETE"):
            if other != method:
                _ask(client, other, path, b"{}")
        for header, value in (
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("host", "evil.example"),
        ):
            sent = _ask(client, method, path, b"{}", **{header: value})
            assert sent.status_code in (403, 421)
        if method != "GET":
            for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
                assert (
                    _ask(client, method, path, b"{}", **{"content-type": kind}).status_code == 415
                )
    assert _ask(client, "GET", "/desk/nothing").status_code == 404
