"""Feeds are read from a real server: what is new, changed, unchanged, refused or broken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.records import IngestReport
from rag.service import Service
from rag.settings import Settings
from rag.sources.pages.web_page import read_html
from tests.ingest.feed_site import NewsSite, day, story
from tests.web.site import Asked, Site, redirect, reply


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def news(site: Site) -> NewsSite:
    return NewsSite(site)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        yield service


def read(library: Service, site: Site, limit: int | None = None) -> IngestReport:
    return library.read_feeds(fetcher=site.fetcher(), limit=limit)


def watch(library: Service, news: NewsSite) -> None:
    library.watch(news.url, fetcher=news.site.fetcher())


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.failed


def reasons(report: IngestReport) -> str:
    return "\n".join(f"{one.source}: {one.reason}" for one in (*report.failures, *report.notes))


def only(library: Service) -> str:
    (summary,) = library.articles()
    return summary.id


def later(library: Service, hours: int) -> None:
    """Let so many hours pass for all links."""
    db = library._catalog._db
    moved = f"strftime('%Y-%m-%dT%H:%M:%S+00:00', asked_at, '-{hours} hours')"
    seen = moved.replace("asked_at", "seen_at")
    db.run(f"UPDATE links SET asked_at = {moved}, seen_at = {seen}")


def test_the_first_run_adds_and_the_second_transfers_nothing(
    library: Service, news: NewsSite
) -> None:
    for number in range(3):
        news.page(f"/ship-{number}", story(number), pubDate=day(2024, 7, 20 + number))
    watch(library, news)
    first = read(library, news.site)
    assert (counts(first), first.failures, first.notes) == ((3, 0, 0, 0), (), ())
    newest = library.articles()[0]
    assert newest.title == "Report on ship-2"
    assert (newest.published_at, newest.outlet) == (date(2024, 7, 22), "Harbour Wire")
    assert newest.url == news.site.url(path="/ship-2")
    assert "is stuck in the harbour" in library.search("ship stuck in Aden")[0].chunk.text
    sent, asked = news.sent, len(news.site.requests)
    assert counts(read(library, news.site)) == (0, 0, 0, 0)
    assert news.sent == sent
    assert [one.target for one in news.site.requests[asked:]] == ["/robots.txt", "/feed"]
    assert library.check().sound


def test_a_changed_page_is_a_new_version_and_the_former_one_can_be_read(
    library: Service, news: NewsSite
) -> None:
    news.page("/ship", story(1), description="A ship is stuck.")
    watch(library, news)
    read(library, news.site)
    news.page("/ship", story(1) + "\nIt was refloated at noon.", description="It is free.")
    assert counts(read(library, news.site)) == (0, 1, 0, 0)
    former, present = library.versions(only(library))
    assert "refloated" not in former.article.text
    assert present.article.text.endswith("It was refloated at noon.")


def test_a_page_that_changes_silently_is_found_while_it_is_young(
    library: Service, news: NewsSite
) -> None:
    news.page("/ship", story(1))
    watch(library, news)
    read(library, news.site)
    news.page("/ship", story(1) + "\nIt was refloated at noon.")  # the feed stays as it is
    assert counts(read(library, news.site)) == (0, 0, 0, 0)
    later(library, hours=7)
    assert counts(read(library, news.site)) == (0, 1, 0, 0)
    later(library, hours=7)
    sent = news.sent
    assert counts(read(library, news.site)) == (0, 0, 1, 0)
    assert news.sent == sent
    later(library, hours=80)
    asked = len(news.site.asked("/ship"))
    read(library, news.site)
    assert len(news.site.asked("/ship")) == asked
    assert library.article(only(library)).title == "Report on ship"  # type: ignore[union-attr]


def test_an_entry_that_is_gone_from_the_feed_stays_in_the_library(
    library: Service, news: NewsSite
) -> None:
    news.page("/one", story(1))
    watch(library, news)
    read(library, news.site)
    news.items.clear()
    news.page("/two", story(2))
    assert counts(read(library, news.site)) == (1, 0, 0, 0)
    assert library.count() == 2


def test_a_removed_article_does_not_come_back(library: Service, news: NewsSite) -> None:
    news.page("/one", story(1))
    watch(library, news)
    read(library, news.site)
    library.remove(only(library))
    news.page("/one", story(1) + "\nMore was added.", description="new")
    assert counts(read(library, news.site)) == (0, 0, 0, 0)
    assert library.count() == 0


def test_the_same_text_under_two_links_is_one_article_and_told(
    library: Service, news: NewsSite
) -> None:
    news.page("/one", story(1), title="Same")
    news.page("/copy", story(1), title="Same")
    watch(library, news)
    report = read(library, news.site)
    assert counts(report) == (1, 0, 1, 0)
    assert "its text is that of 'news.example-one" in reasons(report)
    assert counts(read(library, news.site)) == (0, 0, 0, 0)


def test_the_same_link_with_the_marks_of_a_campaign_is_one_article(
    library: Service, news: NewsSite
) -> None:
    news.page("/one", story(1))
    news.item("/one?utm_source=rss", title="Once more")
    watch(library, news)
    report = read(library, news.site)
    assert (counts(report), "the feed names it twice" in reasons(report)) == ((1, 0, 0, 0), True)


def test_a_new_link_of_a_known_page_is_the_same_article(library: Service, news: NewsSite) -> None:
    own = f'<link rel="canonical" href="{news.site.url(path="/ship")}">'
    news.page("/ship", story(1), title="Ship", head=own)
    watch(library, news)
    read(library, news.site)
    news.page("/ship-print", story(1) + "\nPrinted.", title="Ship", head=own)
    assert counts(read(library, news.site)) == (0, 1, 1, 0)
    assert library.count() == 1


def test_an_entry_that_gets_another_link_stays_the_same_article(
    library: Service, news: NewsSite
) -> None:
    news.page("/ship-stuck", story(1), guid="7")
    watch(library, news)
    read(library, news.site)
    news.items.clear()
    news.page("/ship-free", story(1) + "\nIt was refloated.", guid="7")
    assert counts(read(library, news.site)) == (0, 1, 0, 0)
    assert len(library.versions(only(library))) == 2
    assert counts(read(library, news.site)) == (0, 0, 0, 0)


def test_entries_that_share_an_id_stay_apart(library: Service, news: NewsSite) -> None:
    news.page("/one", story(1), guid="0")
    watch(library, news)
    read(library, news.site)
    news.page("/two", story(2), guid="0")
    assert counts(read(library, news.site)) == (1, 0, 1, 0)


def test_a_redirected_page_that_gets_another_address_stays_the_same_article(
    library: Service, news: NewsSite
) -> None:
    news.item("/go/1", title="Ship", description="old")
    news.site.pages["/go/1"] = redirect("/ship-stuck")
    news.page("/ship-stuck", story(1), in_feed=False)
    watch(library, news)
    read(library, news.site)
    news.item("/go/1", title="Ship", description="new")
    news.site.pages["/go/1"] = redirect("/ship-free")
    news.page("/ship-free", story(1) + "\nIt was refloated.", in_feed=False)
    assert counts(read(library, news.site)) == (0, 1, 0, 0)
    assert len(library.versions(only(library))) == 2


def test_an_article_of_ones_own_is_not_changed_by_a_page_with_the_same_text(
    library: Service, news: NewsSite
) -> None:
    news.page("/ship", story(1), title="Ship")
    page = news.site.fetcher().fetch(news.site.url(path="/ship"))
    library.add({"id": "mine", "text": read_html(page.body, source="ship").text})
    watch(library, news)
    report = read(library, news.site)
    assert (counts(report), "its text is that of 'mine'" in reasons(report)) == ((0, 0, 1, 0), True)
    news.page("/ship", story(1) + "\nIt was refloated.", title="Ship", description="new")
    assert counts(read(library, news.site)) == (1, 0, 0, 0)
    assert len(library.versions("mine")) == 1


def test_pages_that_state_the_link_of_their_section_stay_apart(
    library: Service, news: NewsSite
) -> None:
    section = f'<link rel="canonical" href="{news.site.url(path="/section")}">'
    for number in range(3):
        news.page(f"/ship-{number}", story(number), head=section)
    watch(library, news)
    assert counts(read(library, news.site)) == (3, 0, 0, 0)
    assert library.count() == 3


def test_a_site_that_shows_one_text_on_all_pages_loses_no_article(
    library: Service, news: NewsSite
) -> None:
    for number in range(3):
        news.page(f"/ship-{number}", story(number))
    watch(library, news)
    read(library, news.site)
    for number in range(3):
        news.page(f"/ship-{number}", story(99), title="Cookies", description="changed")
    report = read(library, news.site)
    assert counts(report) == (0, 1, 2, 0)
    assert "it stays as it was" in reasons(report)
    assert library.count() == 3


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "402 Payment Required"])
def test_where_the_page_cannot_be_read_the_feeds_whole_text_is_taken(
    library: Service, news: NewsSite, status: str
) -> None:
    news.item("/gone", title="Ship", content_encoded=story(1).replace("\n", "<p>"))
    news.site.pages["/gone"] = reply("no", status=status)
    watch(library, news)
    report = read(library, news.site)
    assert counts(report) == (1, 0, 0, 0)
    assert "the feed's whole text was taken" in reasons(report)
    article = library.article(only(library))
    assert article is not None
    assert (article.title, article.url) == ("Ship", news.site.url(path="/gone"))
    assert "Dredgers from two neighbouring ports" in article.text


def test_what_robots_txt_forbids_is_taken_from_the_feed(library: Service, news: NewsSite) -> None:
    news.page("/ship", story(1), description="A ship is stuck in the harbour…")
    news.site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /ship")
    watch(library, news)
    report = read(library, news.site)
    assert "robots.txt" in reasons(report)
    assert "only the feed's summary was taken" in reasons(report)
    assert news.site.asked("/ship") == []
    assert counts(read(library, news.site)) == (0, 0, 0, 0)


def test_an_entry_without_page_and_text_is_a_failure_once(library: Service, news: NewsSite) -> None:
    news.item("/gone")
    watch(library, news)
    report = read(library, news.site)
    assert counts(report) == (0, 0, 0, 1)
    assert "(404); check the link; the feed has no text of it either" in reasons(report)
    news.page("/other", story(1))
    assert counts(read(library, news.site)) == (1, 0, 0, 0)


def test_a_page_for_subscribers_gives_way_to_the_feeds_whole_text(
    library: Service, news: NewsSite
) -> None:
    gate = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    news.page("/gated", story(1)[:250], head=gate, content_encoded=story(1))
    news.page("/cut", story(2)[:250], head=gate)
    watch(library, news)
    report = read(library, news.site)
    assert counts(report) == (2, 0, 0, 0)
    assert "for subscribers; the feed's whole text was taken" in reasons(report)
    assert "for subscribers, so it may be cut short" in reasons(report)


def test_a_summary_gives_way_to_the_page_when_that_can_be_read(
    library: Service, news: NewsSite
) -> None:
    news.item("/ship", title="Ship", description="A ship is stuck in the harbour of Aden.")
    news.site.pages["/ship"] = reply("later", status="500 Broken")
    watch(library, news)
    assert counts(read(library, news.site)) == (1, 0, 0, 0)
    news.page("/ship", story(1), in_feed=False)
    assert counts(read(library, news.site)) == (0, 1, 0, 0)
    former, present = library.versions(only(library))
    assert former.article.text == "A ship is stuck in the harbour of Aden."
    assert "Dredgers" in present.article.text


def test_an_article_outlives_its_page(library: Service, news: NewsSite) -> None:
    news.page("/ship", story(1), description="old")
    watch(library, news)
    read(library, news.site)
    news.item("/ship", title="Report on ship", description="new")
    del news.site.pages["/ship"]
    report = read(library, news.site)
    assert (counts(report), len(library.versions(only(library)))) == ((0, 0, 1, 0), 1)
    assert "its page can no longer be read (there is no such page (404)" in reasons(report)
    assert reasons(read(library, news.site)) == ""


def test_an_entry_without_a_link_is_taken_from_the_feed(library: Service, news: NewsSite) -> None:
    news.items = [
        f"<item><title>{name}</title><guid isPermaLink='false'>{name}</guid>"
        f"<description>{story(number)}</description></item>"
        for number, name in enumerate(("one", "two"))
    ]
    watch(library, news)
    report = read(library, news.site)
    assert (report.added, {one.url for one in library.articles()}) == (2, {None})
    news.items[0] = news.items[0].replace("closed on Sunday", "closed on Monday")
    assert counts(read(library, news.site)) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    "link",
    [
        "http://10.0.0.1/admin",
        "http://intranet.example/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_a_private_link_in_a_feed_is_refused(library: Service, news: NewsSite, link: str) -> None:
    news.site.names["intranet.example"] = ["192.168.1.4"]
    ports = f":{news.site.port}/"
    private = link.replace("/", ports, 3).replace(ports, "/", 2) if "/" in link else link
    news.item(private, title="Admin", description="Read the secrets of the machine.")
    news.page("/ship", story(1))
    watch(library, news)
    report = read(library, news.site)
    assert counts(report) == (1, 0, 0, 1)
    assert "not a public address" in report.failures[0].reason
    assert [one.title for one in library.articles()] == ["Report on ship"]


def test_a_page_that_leads_to_a_private_address_is_refused(
    library: Service, news: NewsSite
) -> None:
    news.item("/out", description="A text.")
    news.site.pages["/out"] = redirect(f"http://10.0.0.1:{news.site.port}/")
    watch(library, news)
    report = read(library, news.site)
    assert (counts(report), "not a public address" in reasons(report)) == ((0, 0, 0, 1), True)


def test_a_stranger_cannot_choose_the_id_of_an_article(library: Service, news: NewsSite) -> None:
    library.add({"id": "mine", "text": "A text of mine."})
    news.item("/mine.md")
    news.site.pages["/mine.md"] = reply(f"---\nid: mine\n---\n{story(1)}", kind="text/markdown")
    watch(library, news)
    assert counts(read(library, news.site)) == (1, 0, 0, 0)
    assert library.article("mine").text == "A text of mine."  # type: ignore[union-attr]


def test_a_feed_of_thousands_is_read_in_portions(library: Service, news: NewsSite) -> None:
    for number in range(5_000):
        news.items.append(
            f"<item><title>Ship {number}</title><link>{news.site.url(path=f'/{number}')}</link>"
            f"<pubDate>{day(2024, 7, 1 + number // 200)}</pubDate></item>"
        )
    for number in range(4_800, 4_810):
        news.page(f"/{number}", story(number), in_feed=False)
    watch(library, news)
    report = read(library, news.site, limit=5)
    assert counts(report) == (5, 0, 0, 0)
    assert "4,995 of its entries wait for the next run, because --limit is 5" in reasons(report)
    report = read(library, news.site, limit=5)
    assert counts(report) == (5, 0, 5, 0)
    assert "4,990 of its entries" in reasons(report)


def test_a_feed_that_fails_is_told_and_the_others_are_read(
    library: Service, news: NewsSite
) -> None:
    other = NewsSite(news.site)
    for path in ("/garbage", "/page", "/dead", "/gone", "/feed"):
        news.site.pages[path] = other._feed
        library.watch(news.site.url(path=path), fetcher=news.site.fetcher())
    news.site.pages["/garbage"] = reply(b"\x00\xff<rss><channel><<<", kind="application/rss+xml")
    news.site.pages["/page"] = reply("<html><body><p>Moved</p></body></html>", kind="text/html")
    news.site.pages["/dead"] = reply(status="503 Down")
    news.site.pages["/gone"] = reply(status="410 Gone")
    other.page("/ship", story(1))
    report = read(library, news.site)
    assert counts(report) == (1, 0, 0, 4)
    told = {one.source.rpartition("/")[2]: one.reason for one in report.failures}
    assert "no RSS or Atom feed" in told["page"]
    assert "has failed (503)" in told["dead"]
    assert told["gone"].startswith("the feed is gone for good (410)")
    assert "mujaz watch remove http" in told["gone"]
    assert [feed.failures for feed in library.feeds()] == [1, 1, 1, 1, 0]
    for _ in range(9):
        report = read(library, news.site)
    assert "it has failed 10 times in a row" in reasons(report)


def test_a_feed_that_comes_back_is_well_again(library: Service, news: NewsSite) -> None:
    watch(library, news)
    serve = news.site.pages["/feed"]
    news.site.pages["/feed"] = reply(status="500 Broken")
    read(library, news.site)
    news.site.pages["/feed"] = serve
    read(library, news.site)
    (feed,) = library.feeds()
    assert (feed.fault, feed.failures) == (None, 0)


@pytest.mark.parametrize(("status", "moves"), [(301, True), (308, True), (302, False)])
def test_a_feed_that_has_moved_for_good_gets_its_new_address(
    library: Service, news: NewsSite, status: int, moves: bool
) -> None:
    news.page("/ship", story(1))
    watch(library, news)
    read(library, news.site)
    news.site.pages["/new-feed"] = news.site.pages["/feed"]
    news.site.pages["/feed"] = redirect(news.site.url(path="/new-feed"), status)
    report = read(library, news.site)
    assert ("the feed has moved to" in reasons(report)) == moves
    (feed,) = library.feeds()
    assert feed.url.endswith("/new-feed" if moves else "/feed")
    assert counts(read(library, news.site)) == (0, 0, 0, 0)
    assert library.count() == 1


def test_a_feed_that_moves_to_a_page_keeps_its_address(library: Service, news: NewsSite) -> None:
    watch(library, news)
    news.site.pages["/home"] = reply("<html><p>All new!</p></html>", kind="text/html")
    news.site.pages["/feed"] = redirect("/home", 301)
    assert read(library, news.site).failed == 1
    assert library.feeds()[0].url == news.url


def test_when_a_site_fails_its_pages_wait(library: Service, news: NewsSite) -> None:
    for number in range(20):
        news.item(f"/{number}", description=f"Ship {number} is stuck.")
        news.site.pages[f"/{number}"] = reply(status="500 Broken")
    watch(library, news)
    report = read(library, news.site)
    assert report.added == 3
    assert "17 of its entries wait for the next run, because its pages cannot" in reasons(report)


def test_it_stops_between_articles_and_goes_on(library: Service, news: NewsSite) -> None:
    stop = threading.Event()
    for number in range(3):
        news.page(f"/{number}", story(number))
    page = news.site.pages["/1"]

    def stopping(asked: Asked) -> bytes:
        stop.set()
        return page(asked)  # type: ignore[operator,return-value]

    news.site.pages["/1"] = stopping
    watch(library, news)
    report = library.read_feeds(fetcher=news.site.fetcher(), stop=stop)
    assert counts(report) == (2, 0, 0, 0)
    assert library.check().sound
    assert counts(read(library, news.site)) == (1, 0, 2, 0)


def test_an_interrupt_loses_no_stored_article(library: Service, news: NewsSite) -> None:
    for number in range(3):
        news.page(f"/{number}", story(number))
    watch(library, news)

    class Interrupting:
        def __init__(self) -> None:
            self.fetcher = news.site.fetcher()

        def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None):  # type: ignore[no-untyped-def]
            if url.endswith("/2"):
                raise KeyboardInterrupt
            return self.fetcher.fetch(url, etag=etag, modified=modified)

    with pytest.raises(KeyboardInterrupt):
        library.read_feeds(fetcher=Interrupting())
    assert library.count() == 2
    assert counts(read(library, news.site)) == (1, 0, 2, 0)
    assert library.check().sound


def test_an_outlet_and_language_given_for_a_feed_hold_for_its_articles(
    library: Service, news: NewsSite
) -> None:
    news.page("/ship", story(1))
    library.watch(news.url, outlet="Aden Post", language="ar", fetcher=news.site.fetcher())
    read(library, news.site)
    (summary,) = library.articles()
    assert (summary.outlet, summary.language) == ("Aden Post", "ar")


def test_a_page_gives_the_feed_that_it_names(library: Service, news: NewsSite) -> None:
    news.site.pages["/home"] = reply(
        '<html><head><link rel="alternate" type="application/rss+xml" title="Comments on all" '
        'href="/comments"><link href="/broken" type="application/atom+xml" rel="alternate">'
        "<link rel='alternate' type='application/rss+xml' href='feed?a=1&amp;b=2'>"
        '<link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/feed"></head>',
        kind="text/html",
    )
    found = library.watch(news.site.url(path="/home"), fetcher=news.site.fetcher())
    assert found.is_new
    assert found.feed.url == news.url + "?a=1&b=2"
    assert found.feed.title == "Harbour Wire"
    assert "it is a page; watched is the feed that it names" in found.notes[0]
    assert news.site.asked("/comments") == []


def test_what_is_neither_feed_nor_names_one_is_refused(library: Service, news: NewsSite) -> None:
    news.page("/ship", story(1))
    with pytest.raises(SourceError, match="it names no feed of its own"):
        library.watch(news.site.url(path="/ship"), fetcher=news.site.fetcher())
    with pytest.raises(SourceError, match="not a public address"):
        library.watch(f"http://127.0.0.2:{news.site.port}/", fetcher=news.site.fetcher())
    with pytest.raises(SourceError, match="only http:// and https://"):
        library.watch("file:///etc/passwd", fetcher=news.site.fetcher())
    assert library.feeds() == []


def test_a_feed_is_watched_once_and_forgotten_when_it_is_removed(
    library: Service, news: NewsSite
) -> None:
    watch(library, news)
    again = library.watch(news.url + "#top", outlet="Aden Post", fetcher=news.site.fetcher())
    assert (again.is_new, [feed.outlet for feed in library.feeds()]) == (False, ["Aden Post"])
    assert library.unwatch(["http://other.example/", news.url + "/"]) == ["http://other.example/"]
    assert library.feeds() == []


def test_feeds_come_back_with_a_backup_and_a_damaged_row_is_found(
    tmp_path: Path, news: NewsSite
) -> None:
    from rag.store.health import restore_catalog

    news.page("/ship", story(1))
    settings = Settings.load(home=tmp_path / "home", embedder="builtin")
    with Service.open(settings) as service:
        watch(service, news)
        read(service, news.site)
    (tmp_path / "home" / "catalog.sqlite").unlink()
    restore_catalog(settings.folder)
    with Service.open(settings) as service:
        assert [feed.url for feed in service.feeds()] == [news.url]
        assert counts(read(service, news.site)) == (0, 0, 0, 0)
        service._catalog._db.run("UPDATE links SET seen_at = 'soon'")
        assert "in 'links' holds what was never written there" in str(service.check().damage)
