"""Links among what is indexed: asked for, read, and recognised again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.ingest.links_read import FEED_NOTE, own_link, page_name, read_fetched, split_links
from rag.records import Failure, FileNote, IndexProgress, IngestReport, SourceArticle
from rag.service import Service
from rag.settings import Settings
from rag.sources.readers import EXTENSIONS
from rag.web.fetcher import Fetched
from tests.web.site import Site, redirect, reply

BODY = (
    "<p>The old harbour of Velmora was closed on Sunday after a storm, officials said.</p>"
    "<p>It will open again in two weeks, when the quay has been mended.</p>"
)
ARABIC = (
    "أغلقت السلطات ميناء فيلمورا القديم يوم الأحد بعد عاصفة، وقال مسؤولون إنه سيفتح بعد أسبوعين."
)


def page(head: str = "", body: str = BODY, title: str = "Harbour closed") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        yield service


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.failed


def read(fetched: Fetched) -> list[SourceArticle | Failure | FileNote]:
    return list(read_fetched(fetched, max_bytes=1_000_000))


def read_one(fetched: Fetched) -> SourceArticle:
    (article,) = read(fetched)
    assert isinstance(article, SourceArticle), article
    return article


def fetched(body: str | bytes, kind: str = "text/html", **fields: Any) -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    url = fields.pop("url", "https://news.example/2024/07/28/harbour")
    return Fetched(url=url, status=200, body=data, content_type=kind, **fields)


# --- asked for ---


def test_links_are_fetched_only_where_that_is_asked_for(service: Service, site: Site) -> None:
    site.pages["/a"] = reply(page(), kind="text/html")
    report = service.index([site.url(path="/a")])
    assert counts(report) == (0, 0, 0, 1)
    assert report.failures[0].source == site.url(path="/a")
    assert report.failures[0].reason.startswith("it is a link, and links are fetched only where")
    assert site.requests == []


def test_fetching_by_the_settings_is_safe(service: Service, site: Site) -> None:
    local = [
        f"http://127.0.0.1:{site.port}/",
        "http://127.0.0.1/",
        "http://169.254.169.254/",
        "ftp://x/",
    ]
    report = service.index(local, fetch=True)
    assert counts(report) == (0, 0, 0, 4)
    assert "port" in report.failures[0].reason
    assert "not a public address" in report.failures[1].reason
    assert "not a public address" in report.failures[2].reason
    assert "only http:// and https://" in report.failures[3].reason
    assert site.requests == []


def test_files_and_links_go_in_together_and_a_bad_link_stops_nothing(
    service: Service, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "talks.txt").write_text("Ministers met in Tokyo.")
    site.pages["/a"] = reply(page(), kind="text/html")
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /private")
    progress: list[IndexProgress] = []
    paths: list[str | Path] = [
        site.url(path="/none"),
        tmp_path / "talks.txt",
        site.url(path="/private"),
        site.url(path="/a"),
    ]
    with site.fetcher() as fetcher:
        report = service.index(paths, progress.append, fetch=fetcher)
    assert counts(report) == (2, 0, 0, 2)
    assert [one.source for one in report.failures] == [paths[0], paths[2]]
    assert "(404)" in report.failures[0].reason
    assert "robots.txt" in report.failures[1].reason
    assert [one.done for one in progress if not one.bytes_done] == [0]
    assert progress[-1] == IndexProgress(4, 4, bytes_done=23, bytes=23)


def test_links_are_told_from_paths() -> None:
    links, paths = split_links(["https://a.example", "news/", Path("x.txt"), "https://a.example"])
    assert (links, paths) == (["https://a.example"], ["news/", Path("x.txt")])


# --- recognised again ---


def test_the_links_of_one_page_are_one_article(service: Service, site: Site) -> None:
    own = f'<link rel="canonical" href="{site.url(path="/2024/07/28/harbour")}">'
    for path in ("/2024/07/28/harbour", "/amp/harbour"):
        site.pages[path] = reply(page(own), kind="text/html")
    site.pages["/short"] = redirect("/2024/07/28/harbour")
    with site.fetcher() as fetcher:
        first = service.index([site.url(path="/amp/harbour")], fetch=fetcher)
        links = ("/2024/07/28/harbour", "/2024/07/28/harbour?utm_source=x#top", "/short")
        again = service.index([site.url(path=path) for path in links], fetch=fetcher)
    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 0, 3, 0))
    (article,) = service.articles()
    assert article.url == site.url(path="/2024/07/28/harbour")
    assert article.source == site.url(path="/amp/harbour")
    assert str(article.published_at) == "2024-07-28"
    assert article.id.startswith("news.example-harbour-")


def test_a_changed_page_replaces_its_article(service: Service, site: Site) -> None:
    site.pages["/a"] = reply(page(), kind="text/html")
    with site.fetcher() as fetcher:
        service.index(site.url(path="/a"), fetch=fetcher)
        site.pages["/a"] = reply(
            page(body=BODY + "<p>Two ships were damaged.</p>"), kind="text/html"
        )
        report = service.index(site.url(path="/a?fbclid=1"), fetch=fetcher)
    assert counts(report) == (0, 1, 0, 0)
    (article,) = service.articles()
    stored = service.article(article.id)
    assert stored is not None
    assert "Two ships" in stored.text


def test_two_links_of_one_page_in_one_run_are_one_article_and_that_is_told(
    service: Service, site: Site
) -> None:
    own = f'<link rel="canonical" href="{site.url(path="/a")}">'
    site.pages["/a"] = site.pages["/b"] = reply(page(own), kind="text/html")
    with site.fetcher() as fetcher:
        report = service.index([site.url(path="/b"), site.url(path="/a")], fetch=fetcher)
    assert counts(report) == (1, 0, 1, 0)
    (note,) = report.notes
    assert (note.source, note.reason) == (
        site.url(path="/b"),
        f"{site.url(path='/a')} is the same page",
    )


def test_pages_of_other_links_stay_apart(service: Service, site: Site) -> None:
    """They all state the front page as their own, as some sites do."""
    front = f'<link rel="canonical" href="{site.url()}">'
    for at in range(3):
        body = f"{BODY}<p>Report number {at} of the harbour master of Velmora.</p>"
        site.pages[f"/{at}"] = reply(page(front, body), kind="text/html")
    with site.fetcher() as fetcher:
        report = service.index([site.url(path=f"/{at}") for at in range(3)], fetch=fetcher)
    assert counts(report) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        (None, "https://news.example/a?id=1"),
        ("https://www.news.example/story?utm_source=x#c", "https://www.news.example/story"),
        ("https://evil.example/story", "https://news.example/a?id=1"),
        ("https://news.example/", "https://news.example/a?id=1"),
        ("https://news.example/b", "https://news.example/b"),
    ],
)
def test_a_page_speaks_for_its_own_site_only(stated: str | None, own: str) -> None:
    assert own_link(stated, "https://news.example/a?id=1&fbclid=2#x") == own


def test_a_copy_for_phones_is_of_the_site_that_it_copies() -> None:
    copy = "https://www.google.com/amp/s/www.news.example/a/amp"
    assert own_link("https://www.news.example/a", copy) == "https://www.news.example/a"


def test_a_link_of_another_site_is_left_out_and_told() -> None:
    article = read_one(fetched(page('<link rel="canonical" href="https://wire.example/1">')))
    assert article.url == "https://news.example/2024/07/28/harbour"
    assert article.notes == (
        "it gives https://wire.example/1 as its link, which is of another site and was left out",
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.news.example/2024/ship-stuck.html?x=1", "news.example-ship-stuck"),
        ("https://news.example/", "news.example"),
        (
            "https://news.example/أخبار/إغلاق الميناء".replace(" ", "%20"),
            "news.example-إغلاق-الميناء",
        ),
        ("https://news.example/v1.2", "news.example-v1.2"),
        ("https://news.example/..%2f..%2fetc%2fpasswd", "news.example-passwd"),
        ("https://news.example/%00%ff/", "news.example"),
        ("https://[2606:4700::1]/a", "2606-4700-1-a"),
    ],
)
def test_a_page_has_a_short_name(url: str, name: str) -> None:
    assert page_name(url) == name
    assert len(page_name(url + "x" * 500)) <= 60


def test_a_link_that_leads_to_another_site_is_told(service: Service, site: Site) -> None:
    site.names["short.example"] = ["127.0.0.1"]
    site.pages["short.example/x"] = redirect(site.url(path="/a"))
    site.pages["news.example/a"] = reply(page(), kind="text/html")
    with site.fetcher() as fetcher:
        report = service.index(site.url("short.example", "/x"), fetch=fetcher)
    (note,) = report.notes
    assert note.source == site.url(path="/a")
    assert note.reason == f"{site.url('short.example', '/x')} led there"


def test_what_came_before_an_interruption_stays(service: Service, site: Site) -> None:
    site.pages["/a"] = reply(page(), kind="text/html")

    def interrupt(reach: IndexProgress) -> None:
        if reach.done == 1:
            raise KeyboardInterrupt

    links = [site.url(path="/a"), site.url(path="/b")]
    with site.fetcher() as fetcher, pytest.raises(KeyboardInterrupt):
        service.index(links, interrupt, fetch=fetcher)
    assert [article.source for article in service.articles()] == links[:1]


# --- read by what it is ---


def test_text_is_read_whole(service: Service) -> None:
    article = read_one(
        fetched("One line.\nAnother.", "text/plain", url="https://news.example/a.txt")
    )
    assert article.text == "One line.\nAnother."
    assert (article.url, article.source) == ("https://news.example/a.txt",) * 2


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream"])
def test_a_page_is_read_as_one_whatever_the_server_says(kind: str) -> None:
    article = read_one(fetched(page(), kind))
    assert article.title == "Harbour closed"
    assert "<p>" not in article.text


@pytest.mark.parametrize(
    ("written", "header", "meta", "encoding"),
    [
        ("cp1256", "windows-1256", None, "windows-1256"),
        ("cp1256", "windows-1256", "utf-8", "windows-1256"),
        ("iso8859-6", "iso-8859-6", "windows-1256", "iso-8859-6"),
        ("cp1256", "utf-8", "windows-1256", "windows-1256"),
        ("cp1256", "iso-8859-1", None, "windows-1256"),
        ("utf-8", "windows-1256", "windows-1256", "utf-8"),
        ("utf-8", "x-nonsense", None, "utf-8"),
        ("utf-8", "rot13", None, "utf-8"),
    ],
)
def test_the_charset_of_the_header_goes_before_that_of_the_page(
    written: str, header: str, meta: str | None, encoding: str
) -> None:
    head = f'<meta charset="{meta}">' if meta else ""
    text = page(head, f"<p>{ARABIC}</p>" * 2, title="ميناء فيلمورا")
    article = read_one(fetched(text.encode(written), charset=header))
    assert ARABIC in article.text
    assert article.encoding == encoding


def test_what_has_no_text_is_refused_by_its_kind() -> None:
    (failure,) = read(fetched(b"\x89PNG\r\n", "image/png"))
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("it is image/png, of which no text is read")


@pytest.mark.parametrize("body", [b"", b"\0\1\2\3", b"<html></html>", b"PK\x03\x04zip"])
def test_a_body_without_an_article_is_a_failure_of_the_link(body: bytes) -> None:
    (failure,) = read(fetched(body, "application/octet-stream"))
    assert isinstance(failure, Failure)
    assert failure.source == "https://news.example/2024/07/28/harbour"
    assert "mujaz-" not in failure.reason


def test_the_lines_of_a_collection_are_articles_of_its_link() -> None:
    lines = '{"text": "One."}\n{"text": ""}\n{"text": "Three.", "url": "https://other.example/3"}'
    items = read(fetched(lines, "application/x-ndjson", url="https://news.example/dump"))
    assert [type(item) for item in items] == [SourceArticle, Failure, SourceArticle]
    assert [item.source for item in items] == [
        "https://news.example/dump",
        "https://news.example/dump:2",
        "https://news.example/dump",
    ]


def test_a_feed_gives_its_own_items_with_a_note() -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Harbour '
        f"closed</title><link>https://news.example/1</link><description>{BODY}</description></item>"
        "</channel></rss>"
    )
    feed = feed.replace("<p>", "").replace("</p>", " ")
    items = read(fetched(feed, "application/rss+xml", url="https://news.example/rss"))
    if ".xml" in EXTENSIONS:
        assert [FEED_NOTE in item.notes for item in items if isinstance(item, SourceArticle)] == [
            True
        ]
    else:
        assert "application/rss+xml" in str(items[0])
