from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from ui.guard.security import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    # Without its lifespan: at the end of that an application is over, and this one is everybody's.
    return TestClient(app, base_url="http://127.0.0.1:7860")


def test_health_is_told(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "articles": 3}


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/desk/static/base.css", "/favicon.ico", "/nowhere", "/theme.css"]
)
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_be_loaded_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "http" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/config"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/mcp"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/queue/data?session_hash=abc"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=https://x.example/"),
        ("GET", "/gradio_api/proxy=https://x.example/"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/app_id"),
        ("GET", "/assets/../../../../etc/passwd"),
        ("GET", "/static/.env"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/reset"),
        ("POST", "/"),
    ],
)
def test_of_gradio_only_the_page_is_there(client: TestClient, method: str, path: str) -> None:
    sent = client.request(method, path, json={} if method == "POST" else None)
    assert sent.status_code in (404, 405), path


def test_every_route_of_gradio_is_closed_but_that_of_its_page_and_files(
    app: FastAPI, client: TestClient
) -> None:
    gradio = app.routes[-1].app._app  # type: ignore[attr-defined]
    routes = [route for route in gradio.routes if isinstance(route, APIRoute)]
    assert len(routes) >= 20
    for route in routes:
        path = re.sub(r"\{[^}]*\}", "x", route.path)
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            sent = client.request(method, path, json=None if method == "GET" else {})
            is_page = method == "GET" and re.fullmatch(
                r"/|/theme\.css|/favicon\.ico|/robots\.txt|/(static|assets)/x", path
            )
            assert is_page or sent.status_code == 404, (method, path)


def test_no_event_of_the_page_is_run_on_the_server(client: TestClient) -> None:
    config = _config(client.get("/").text)
    assert config["dependencies"]
    assert all(not event["backend_fn"] for event in config["dependencies"])
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []


def test_the_page_says_for_whom_it_was_made(client: TestClient) -> None:
    sent = client.get("/", headers={"accept-language": "ar"})
    assert sent.headers["content-language"] == "ar"
    assert "accept-language" in sent.headers["vary"]
    assert sent.headers["cache-control"] == "no-store"
    assert client.head("/").status_code == 200


def test_no_label_is_left_unfilled_and_no_other_host_is_named(client: TestClient) -> None:
    html = client.get("/").text
    assert "%{" not in html
    for address in re.findall(r"""(?:src|href|content)="(https?:[^"]*)""", html):
        assert address.startswith("http://127.0.0.1"), address


def test_what_cannot_be_read_is_told_in_the_language_of_the_page(client: TestClient) -> None:
    sent = client.post("/desk/ask/questions", json={}, headers={"accept-language": "ar"})
    assert sent.status_code == 422
    assert sent.json()["detail"] == "تعذّر فهم الطلب."


def test_scripts_are_asked_for_anew_and_fragments_are_not_kept(client: TestClient) -> None:
    script = client.get("/desk/static/core/page.js")
    assert script.headers["cache-control"] == "no-cache"
    known = {"if-none-match": script.headers["etag"]}
    assert client.get("/desk/static/core/page.js", headers=known).status_code == 304
    for path in ("ask/filters", "ask/welcome", "briefs", "library/upkeep", "evaluation/home"):
        assert client.get(f"/desk/{path}").headers["cache-control"] == "no-store", path
    (named,) = re.findall(r'src="\.?(/assets/index-[^"]*\.js)"', client.get("/").text)
    assert "immutable" in client.get(named).headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["%2e%2e/app.py", "..%2f..%2fpyproject.toml", "%2fetc%2fpasswd", "", "core", "a%00b"]
)
def test_of_the_static_files_nothing_else_is_there(client: TestClient, path: str) -> None:
    assert client.get(f"/desk/static/{path}").status_code == 404


def _config(html: str) -> dict[str, Any]:
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", html, re.DOTALL)
    assert found is not None
    config: dict[str, Any] = json.loads(found[1])
    return config
