from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from ui.security import HEADERS
from ui.welcome import html as welcome

if TYPE_CHECKING:
    from fastapi import FastAPI


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:7860") as opened:
        yield opened


def test_health_is_told(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "articles": 3}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/config",
        "/mujaz-static/mujaz.css",
        "/favicon.ico",
        "/nowhere",
        "/theme.css",
    ],
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


def test_there_is_no_public_interface(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    for path in ("/docs", "/redoc", "/openapi.json", "/gradio_api/mcp"):
        assert client.get(path).status_code == 404, path


def test_nothing_is_counted_recorded_or_linked(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "[", ""]
)
def test_another_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:7860"])
def test_the_machine_s_own_names_are_not(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://["]
)
def test_another_site_cannot_change_anything(client: TestClient, origin: str) -> None:
    sent = client.post("/gradio_api/queue/join", json={}, headers={"origin": origin})
    assert sent.status_code == 403


def test_the_page_takes_no_files_and_gives_none(client: TestClient) -> None:
    sent = client.post("/gradio_api/upload", files={"files": ("a.txt", io.BytesIO(b"x" * 5000))})
    assert sent.status_code == 413
    assert client.get("/gradio_api/file=/etc/passwd").status_code == 403


def test_an_article_is_handed_out_by_its_address_only(client: TestClient) -> None:
    panel = next(
        part
        for part in client.get("/config").json()["components"]
        if part["props"].get("elem_id") == "panel"
    )
    for href in ("../../etc/passwd", {"a": 1}, None):
        call = {
            "component_id": panel["id"],
            "fn_name": "open_article",
            "session_hash": "x",
            "data": href,
        }
        sent = client.post("/gradio_api/component_server", json=call)
        assert sent.status_code == 200
        assert sent.json()["paragraphs"] == []


def test_an_empty_library_is_greeted_with_how_to_fill_it() -> None:
    assert "mujaz index" in welcome(0)
    assert "24 articles" in welcome(24)
    assert "24 مقالًا" in welcome(24)
