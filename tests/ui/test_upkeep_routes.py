"""The page looks after a real library: its feeds, its health, its repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.records import Draft, FeedAddition, IngestReport, WatchedFeed
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Backup
from rag.store.health import Health
from tests.ingest.feed_site import SENTENCES, NewsSite
from tests.ui.test_intake_routes import events
from tests.web.site import Site
from ui.app import build_routes
from ui.library import upkeep_html

FERRY = "The ferry between Tangier and Tarifa was cancelled on Sunday because of strong wind."


class NewsService(Service):
    """A library that may fetch from one site on loopback."""

    site: Site

    def watch(self, url: str, **options: Any) -> FeedAddition:
        return super().watch(url, fetcher=self.site.fetcher(), **options)

    def read_feeds(self, *given: Any, **options: Any) -> IngestReport:
        return super().read_feeds(*given, fetcher=self.site.fetcher(), **options)


@pytest.fixture
def news() -> Iterator[NewsSite]:
    with Site() as site:
        news = NewsSite(site)
        news.page("/one", "\n".join(SENTENCES))
        news.page("/two", "\n".join(reversed(SENTENCES)))
        yield news


@pytest.fixture
def library(tmp_path: Path, news: NewsSite) -> Iterator[NewsService]:
    with NewsService.open(Settings.load(home=tmp_path, embedder="builtin")) as opened:
        opened.site = news.site
        yield opened


@pytest.fixture
def client(library: NewsService) -> Iterator[TestClient]:
    headers = {"accept-language": "en"}
    with TestClient(build_routes(library), base_url="http://127.0.0.1", headers=headers) as opened:
        yield opened


def last(client: TestClient, kind: str) -> str:
    """Wait for the end of a task and return what is shown of it."""
    states = events(client, f"/desk/library/upkeep/{kind}/events")
    return str(states[-1]["html"])


def test_a_feed_is_watched_and_read_at_once(
    client: TestClient, library: NewsService, news: NewsSite
) -> None:
    given = {"url": news.url, "outlet": "Harbour"}
    reply = client.post("/desk/library/feeds", json=given)
    assert reply.json() == {"said": "Now watched: Harbour Wire"}
    assert "Added 2 articles" in last(client, "feeds")
    (feed,) = library.feeds()
    assert feed.outlet == "Harbour"
    shown = client.get("/desk/library/feeds").text
    assert "Harbour Wire" in shown
    assert "read" in shown
    assert client.post("/desk/library/feeds", json=given).json()["said"].startswith("Watched alr")


def test_a_feed_that_is_given_up_can_be_taken_back(
    client: TestClient, library: NewsService, news: NewsSite
) -> None:
    client.post("/desk/library/feeds", json={"url": news.url})
    last(client, "feeds")
    (feed,) = library.feeds()
    gone = client.request("DELETE", "/desk/library/feeds", json={"url": feed.url})
    assert "Its articles stay." in gone.json()["said"]
    assert library.feeds() == []
    assert library.count() == 2
    assert (
        client.request("DELETE", "/desk/library/feeds", json={"url": feed.url}).status_code == 404
    )
    client.post("/desk/library/feeds/return", json={"url": feed.url})
    assert library.feeds() == [feed]
    client.post("/desk/library/upkeep/feeds", json={})
    assert "Nothing new." in last(client, "feeds")


def test_what_is_no_feed_is_told_and_a_fault_stands_with_its_feed(
    client: TestClient, library: NewsService, news: NewsSite
) -> None:
    news.page("/page", "\n".join(SENTENCES), in_feed=False)
    refused = client.post("/desk/library/feeds", json={"url": news.site.url(path="/page")})
    assert refused.status_code == 422
    assert "cannot be watched" in refused.json()["detail"]
    assert client.post("/desk/library/feeds", json={"url": "/etc/passwd"}).status_code == 422
    client.post("/desk/library/feeds", json={"url": news.url})
    last(client, "feeds")
    del news.site.pages["/feed"]
    client.post("/desk/library/upkeep/feeds", json={})
    assert "(404)" in last(client, "feeds")
    client.headers["accept-language"] = "ar"
    assert "لا توجد صفحة في هذا العنوان." in client.get("/desk/library/feeds").text


def test_only_the_feed_that_was_added_is_read(
    client: TestClient, library: NewsService, news: NewsSite
) -> None:
    other = f"{news.site.url(path='/other')}"
    library.rewatch(_feed(other))
    client.post("/desk/library/feeds", json={"url": news.url})
    last(client, "feeds")
    assert news.site.asked("/other") == []


def test_the_health_is_checked_and_the_indexes_repaired(
    client: TestClient, library: NewsService
) -> None:
    library.add(Draft(text=FERRY, id="ferry"))
    client.post("/desk/library/upkeep/check", json={})
    assert "The library is sound." in last(client, "check")
    library._components.index().apply_words([], library._catalog.chunk_ids())
    client.post("/desk/library/upkeep/check", json={})
    found = last(client, "check")
    assert "Repairing mends that." in found
    assert "Missing in the word index" in found
    client.post("/desk/library/upkeep/repair", json={})
    assert "The library is sound." in last(client, "repair")
    assert library.search("ferry")


def test_what_the_library_works_with_is_told_without_its_keys(tmp_path: Path) -> None:
    settings = Settings.load(
        home=tmp_path,
        embedder="builtin",
        model="openai:desk-model",
        openai_api_key="sk-secret",
        openai_base_url="http://user:password@127.0.0.1:9/v1",
    )
    with (
        Service.open(settings) as library,
        TestClient(build_routes(library), base_url="http://127.0.0.1") as client,
    ):
        shown = client.get("/desk/library/upkeep").text
    assert "openai:desk-model" in shown
    assert "words only" in shown
    assert "secret" not in shown
    assert "password" not in shown


@pytest.mark.parametrize("kind", ["restore", "", "feeds/x"])
def test_there_are_no_other_tasks(client: TestClient, kind: str) -> None:
    assert client.post(f"/desk/library/upkeep/{kind}", json={}).status_code in (404, 405, 422)


HEALTH = Health(3, 5, 0, 0, 0, 0, 0, "use", "words")
SAVED = Backup("catalog.backup-1.sqlite", "2024-07-28T10:00:00+00:00", 3)


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (HEALTH, ("The library is sound.", "المكتبة سليمة.")),
        (
            Health(3, 5, 0, 1, 0, 0, 0, "use", "words"),
            ("The indexes do not match the articles.", "الفهارس لا تطابق المقالات."),
        ),
        (
            Health(0, 0, 0, 0, 0, 0, 0, "use", "words", damage="cut", backups=(SAVED,)),
            ("mujaz doctor --restore", "mujaz doctor --restore"),
        ),
        (
            Health(0, 0, 0, 0, 0, 0, 0, "use", "words", damage="cut"),
            ("no backup is sound", "ولا نسخة احتياطية سليمة"),
        ),
        (
            Health(3, 5, 0, 0, 0, 0, 0, "use", "words", backups=(SAVED,)),
            ("28 July 2024", "28 يوليو 2024"),
        ),
    ],
)
def test_what_a_check_has_found_is_told_in_both_languages(
    health: Health, said: Sequence[str]
) -> None:
    english, arabic = said
    assert english in upkeep_html.health(health, "en")
    assert arabic in upkeep_html.health(health, "ar")


def test_sizes_are_in_the_largest_unit() -> None:
    assert [upkeep_html.size(one, "en") for one in (0, 1_500, 2_500_000, 53 * 10**9)] == [
        "0.0 kB",
        "1.5 kB",
        "2.5 MB",
        "53 GB",
    ]


def _feed(url: str) -> WatchedFeed:
    return WatchedFeed(url=url, added_at=datetime.now(UTC))
