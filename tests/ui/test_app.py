from __future__ import annotations

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
    for path in ("/docs", "/redoc", "/openapi.json", "/gradio_api/mcp", "/gradio_api/info"):
        assert client.get(path).status_code == 404, path


def test_nothing_is_counted_recorded_or_linked(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False


def test_an_article_is_handed_out_by_its_address_only(client: TestClient) -> None:
    for href in ("../../etc/passwd", "#cite-en-0-1-00000000-Li4vLi4", ""):
        sent = client.get("/mujaz-article", params={"href": href})
        assert sent.status_code == 200
        assert sent.json()["paragraphs"] == []
    assert client.get("/mujaz-article").status_code == 422


def test_an_empty_library_is_greeted_with_how_to_fill_it() -> None:
    assert "mujaz index" in welcome(0)
    assert "24 articles" in welcome(24)
    assert "24 مقالًا" in welcome(24)
