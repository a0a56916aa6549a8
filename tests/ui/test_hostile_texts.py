"""Every fragment and file of the page over a library in which all that can be hostile is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from rag.records import Draft, Sentence
from rag.text.display import whole
from tests.ui.briefs import hostile_brief
from tests.ui.desk import CannedDesk
from tests.ui.desk import answer as canned
from tests.ui.html import Reading
from tests.ui.samples import HOSTILE, HOSTILE_ARTICLE, cite
from ui.person import ANYBODY

WRITABLE = [whole(one).replace("\0", "") for one in HOSTILE]
ALL = " ".join(WRITABLE)
FORBIDDEN = {
    *("script", "img", "image", "iframe", "style", "meta", "base", "video", "object"),
    *("embed", "link", "audio", "math", "template"),
}
TOKENS = ("${pwned}", "{{pwned}}", "%{page.ask}")


@pytest.fixture(scope="module")
def desk() -> CannedDesk:
    return CannedDesk(pace=0)


@pytest.fixture(scope="module")
def client(desk: CannedDesk) -> Iterator[TestClient]:
    from ui.app import build_app

    with TestClient(build_app(desk), "http://127.0.0.1:7860") as opened:
        yield opened


@pytest.fixture(scope="module")
def real(desk: CannedDesk) -> Mapping[str, str]:
    """Hostile things in every place, by the names that routes have for them."""
    title, outlet = f"{HOSTILE[0]} {' '.join(TOKENS)} {HOSTILE[20]}", HOSTILE[1] + TOKENS[2]
    text = "\n\n".join((*WRITABLE, *TOKENS, "Ships left the harbor on Monday for the talks."))
    url = 'https://evil.example/"onmouseover="pwned=1'
    report = desk.add(
        [
            Draft(text=text, title=title, outlet=outlet, url=url, published_at="2024-07-01"),
            Draft(text=text + " More of it.", title=title, outlet=outlet, url=url),
        ],
        vectors=False,
    )
    store = desk.conversations
    place = store.begin(ANYBODY.name).id
    asked = store.ask(ANYBODY.name, place, ALL[:1500])
    assert asked is not None
    sentences = [Sentence(one, (cite(HOSTILE_ARTICLE, one),)) for one in HOSTILE if one.strip()]
    store.settle(ANYBODY.name, asked.id, "answered", answer=canned(ALL, sentences))
    store.rate(ANYBODY.name, asked.id, "down", f"{ALL} {' '.join(TOKENS)}")
    store.rename(ANYBODY.name, place, title)
    failed = store.ask(ANYBODY.name, place, title)
    assert failed is not None
    store.settle(ANYBODY.name, failed.id, "failed", fault=ALL)
    kept = store.keep_brief(ANYBODY.name, hostile_brief(), title=title).id
    return {
        "conversation_id": place,
        "exchange_id": asked.id,
        "name": kept,
        "other": kept,
        "kind": "check",
        "number": "1",
        "place": "new",
        "search": HOSTILE[0],
        "article": report.articles[0].id,
    }


def _pages(app: FastAPI, real: Mapping[str, str]) -> Iterator[str]:
    for route in app.routes:
        if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
            continue
        if not route.path.startswith("/desk/") or "/runs/" in route.path:
            continue
        for suffix in ("md", "docx", "html", "pdf") if "{suffix}" in route.path else ("",):
            values = {**real, "suffix": suffix}
            path = re.sub(r"\{([^}]*)\}", r"{\1}", route.path).format(**values)
            yield path
            yield f"{path}?article={real['article']}&search=%3Cimg%20src%3Dx%3E&suite=sample"


def assert_harmless(html: str, where: str) -> None:
    reading = Reading(html)
    assert not FORBIDDEN.intersection(reading.tags), where
    for name, value in reading.attributes:
        assert not name.startswith("on"), (where, name, value)
        if name in ("href", "src", "action", "formaction"):
            harmless = re.match(r"https?://|/desk/|[?#]", value)
            assert harmless, (where, name, value)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_text_becomes_markup(client: TestClient, real: Mapping[str, str], language: str) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    seen = 0
    for path in _pages(app, real):
        sent = client.get(path, headers={"accept-language": language})
        kind = sent.headers["content-type"]
        if sent.status_code != 200:
            continue
        seen += 1
        if kind.startswith("text/html") and "/file/" not in path:
            assert_harmless(sent.text, path)
        elif kind.startswith("text/event-stream"):
            for line in sent.text.splitlines():
                if line.startswith("data: "):
                    assert_harmless(str(json.loads(line[6:]).get("html", "")), path)
        elif path.partition("?")[0].endswith("/copy"):
            for name, copied in sent.json().items():
                if name in ("html", "rich"):
                    assert_harmless(copied, path)
    assert seen > 30


def test_the_page_itself_holds_nothing_of_the_library(
    client: TestClient, real: Mapping[str, str]
) -> None:
    assert "pwned" not in client.get(f"/?conversation={real['conversation_id']}").text
