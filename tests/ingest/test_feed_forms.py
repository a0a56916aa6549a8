"""News sitemaps, indexes of them and JSON Feed are watched as RSS is, from a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.records import IngestReport
from rag.service import Service
from rag.settings import Settings
from tests.ingest.feed_site import NewsSite, story
from tests.web.site import Site, reply

_SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


@pytest.fixture
def news() -> Iterator[NewsSite]:
    with Site() as site:
        yield NewsSite(site)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        yield service


def run(library: Service, news: NewsSite) -> IngestReport:
    return library.read_feeds(fetcher=news.site.fetcher())


def entry(url: str, *, day: str = "2024-07-20T10:00:00+03:00", language: str = "en") -> str:
    return (
        f"<url><loc>{url}</loc><lastmod>2024-07-21</lastmod><image:image><image:loc>http://x/a.jpg"
        "</image:loc><image:title>a</image:title></image:image><n:news><n:publication><n:name>"
        f"Harbour Post</n:name><n:language>{language}</n:language></n:publication>"
        f"<n:publication_date>{day}</n:publication_date><n:title>Of the sitemap"
        "</n:title></n:news></url>"
    )


def sitemap(*entries: str) -> bytes:
    return f'<?xml version="1.0"?><urlset {_SPACES}>{"".join(entries)}</urlset>'.encode()


def index_of(*locations: str) -> str:
    inner = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in locations)
    return f"<sitemapindex {_SPACES}>{inner}</sitemapindex>"


def test_the_pages_of_a_news_sitemap_become_articles(library: Service, news: NewsSite) -> None:
    site = news.site
    news.page("/ship", story(1), in_feed=False)
    news.page("/gone", story(2), in_feed=False)
    del site.pages["/gone"]
    ship, gone = site.url(path="/ship"), site.url(path="/gone")
    about = f"<url><loc>{site.url(path='/about')}</loc></url>"
    site.pages["/news.xml"] = reply(sitemap(entry(ship), about, entry(gone)), kind="text/xml")
    found = library.watch(site.url(path="/news.xml"), fetcher=site.fetcher())
    assert (found.is_new, found.feed.title) == (True, "Harbour Post")
    report = run(library, news)
    assert (report.added, [one.source for one in report.failures]) == (1, [gone])
    (article,) = library.articles()
    assert (article.title, article.url) == ("Report on ship", ship)
    assert (article.published_at, article.outlet) == (date(2024, 7, 20), "Harbour Post")
    assert site.asked("/about") == []
    assert (run(library, news).added, run(library, news).failures) == (0, ())


def test_an_index_leads_to_its_news_sitemaps_whenever_they_change(
    library: Service, news: NewsSite
) -> None:
    site = news.site
    for number in range(2):
        news.page(f"/ship-{number}", story(number), in_feed=False)
    first, second = (entry(site.url(path=f"/ship-{number}")) for number in range(2))
    names = ("/pages.xml", "/news-1.xml.gz", "/news-2.xml")
    index = index_of(*(site.url(path=name) for name in names))
    site.pages["/sitemap.xml"] = reply(index, kind="application/xml", etag='"same"')
    packed = gzip.compress(sitemap(first))
    site.pages["/news-1.xml.gz"] = reply(packed, kind="application/x-gzip")
    library.watch(site.url(path="/sitemap.xml"), fetcher=site.fetcher())
    report = run(library, news)
    assert (report.added, report.failures) == (1, ())
    assert "/news-2.xml: " in report.notes[0].reason  # it is not there yet
    assert site.asked("/pages.xml") == []
    site.pages["/news-2.xml"] = reply(sitemap(first, second), kind="text/xml")
    assert (run(library, news).added, run(library, news).notes) == (1, ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (sitemap("<url><loc>http://news.example/a</loc></url>"), "marks none of them as news"),
        (sitemap(), "a sitemap of 0 pages"),
        (index_of(), "names none"),
        (b"\x1f\x8b\x08broken", "its compressed data"),
        (gzip.compress(b" " * 60_000_000), "larger than a sitemap may be"),
        (b'{"version": "2", "items": []}', "no JSON Feed"),
        (b'{"items": [', "its JSON is broken"),
        (b'{"a":' * 100_000, "its JSON is broken"),
    ],
)
def test_what_names_no_news_is_refused(
    library: Service, news: NewsSite, body: bytes | str, reason: str
) -> None:
    news.site.pages["/feed"] = reply(body, kind="application/octet-stream")
    with pytest.raises(SourceError, match=reason):
        library.watch(news.url, fetcher=news.site.fetcher())


def test_an_index_that_leads_to_itself_ends(library: Service, news: NewsSite) -> None:
    news.site.pages["/feed"] = reply(index_of(news.url), kind="text/xml")
    with pytest.raises(SourceError, match="none with news was read"):
        library.watch(news.url, fetcher=news.site.fetcher())


def test_a_json_feed_is_watched(library: Service, news: NewsSite) -> None:
    site = news.site
    news.page("/ship", story(1), in_feed=False)
    items = [
        {"id": 1, "url": "/ship", "title": "Ship", "date_published": "2024-07-20T10:00:00Z"},
        {"id": "2", "url": "/lost", "content_html": f"<p>{story(2)}</p>", "title": "Lost"},
        {"id": "3", "content_text": story(3), "tags": ["a"]},
        "nonsense",
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}
    site.pages["/feed"] = reply(json.dumps(feed), kind="application/feed+json")
    site.pages["/home"] = reply(
        "<html><head><link rel=alternate type='application/feed+json' href='/feed'></head>",
        kind="text/html",
    )
    found = library.watch(site.url(path="/home"), fetcher=site.fetcher())
    assert (found.feed.url, found.feed.title) == (news.url, "Wire")
    report = run(library, news)
    assert (report.added, report.failures) == (3, ())
    dated = [one for one in library.articles() if one.published_at]
    assert [(one.url, one.outlet) for one in dated] == [(site.url(path="/ship"), "Wire")]
