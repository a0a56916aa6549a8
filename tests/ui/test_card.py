from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from ui.card import CARD, carded

if TYPE_CHECKING:
    from fastapi import FastAPI

OWN = "http://127.0.0.1:7860"
NAMESPACES = "http://www.w3.org/"


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=OWN) as opened:
        yield opened


def addresses(text: str) -> set[str]:
    found = re.findall(r"""(?:https?|wss?):(?:\\?/){2}[^"'<>\s)\\]*""", text)
    return {one for one in found if not one.startswith((OWN, NAMESPACES))}


@pytest.mark.parametrize(
    "path", ["/", "/config", "/theme.css", "/robots.txt", "/favicon.ico", "/mujaz-static/mujaz.css"]
)
def test_no_other_address_is_named(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert text
    assert addresses(text) == set()
    assert not re.search(r"""(?:src|href|content)=["']//""", text)


def test_the_card_is_ours(client: TestClient) -> None:
    page = client.get("/")
    assert CARD in page.text
    assert page.text.count("og:title") == 1
    assert "twitter:" not in page.text
    assert "gradio.app" not in page.text
    assert int(page.headers["content-length"]) == len(page.content)
    assert client.head("/").status_code == 200


def test_only_the_head_is_changed() -> None:
    card = '<meta property="og:url" content="https://a.example/" />'
    html = f"<head>\n{card}<title>x</title></head><body>{card}</body>"
    assert carded(html) == f"<head>\n<title>x</title>{CARD}</head><body>{card}</body>"
