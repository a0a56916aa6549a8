"""An id addresses another source's article only where a desk means it, and that is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.ingest.catching_up import CatchingUp
from rag.records import Chunk, Draft, IngestReport
from rag.service import Service
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.stories.keeping import StoryKeeper
from tests.factories import ANALYZER, article, draft
from tests.web.site import Site, reply

HARBOUR = "The old harbour of Velmora was closed on Sunday after a storm, officials said."
HARBOUR_AGAIN = HARBOUR.replace("Sunday", "Monday")
COMET = "A comet was seen over Aswan by two students who had stayed up late."
CHESS = "Nadia Karim won the chess final in Oslo with a quiet rook ending."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path / "home", embedder="builtin")) as service:
        yield service


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.failed


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def table(path: Path, *texts: str) -> Path:
    rows = (f'{number},"{text}"' for number, text in enumerate(texts, start=1))
    path.write_text("\n".join(["id,text", *rows]))
    return path


def texts(service: Service) -> list[str]:
    found = (service.article(one.id) for one in service.articles())
    return sorted(one.text for one in found if one is not None)


# --- a desk's own ids ---


def test_an_article_that_replaces_one_of_another_file_is_told_with_both_and_the_old_text_kept(
    service: Service, tmp_path: Path
) -> None:
    first = lines(tmp_path / "a.jsonl", {"id": "x", "title": "Harbour", "text": HARBOUR})
    second = lines(tmp_path / "b.jsonl", {"id": "x", "title": "Comet", "text": COMET})
    service.index(first)
    report = service.index(second)
    assert counts(report) == (0, 1, 0, 0)
    (note,) = report.notes
    assert note.source == f"{second}, line 1"
    assert note.reason == (
        f"it replaces 'x' ('Harbour'), which came from {first}; the former text is kept as a "
        "version"
    )
    assert [one.article.text for one in service.versions("x")] == [HARBOUR, COMET]


def test_a_file_that_changes_its_own_articles_and_a_program_say_nothing(
    service: Service, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": "x", "text": HARBOUR})
    service.index(path)
    lines(path, {"id": "x", "text": HARBOUR_AGAIN})
    assert service.index(path).notes == ()
    report = service.add(Draft(text=COMET, id="x", source="desk"))
    assert (counts(report), report.notes) == ((0, 1, 0, 0), ())


# --- row numbers ---


@pytest.mark.parametrize("at_once", [True, False])
def test_row_numbers_of_two_files_do_not_meet(
    service: Service, tmp_path: Path, at_once: bool
) -> None:
    news = table(tmp_path / "news.csv", HARBOUR, COMET)
    sport = table(tmp_path / "sport.csv", CHESS, "Two boats sank near Tilburg at night.")
    runs = [[news, sport]] if at_once else [[news], [sport]]
    reports = [service.index(run) for run in runs]
    assert (sum(one.added for one in reports), sum(one.failed for one in reports)) == (4, 0)
    (note,) = reports[-1].notes
    assert str(news) in note.reason
    assert str(sport) in note.source
    assert len(service.articles()) == 4
    for order in ([sport, news], [news], [sport]):
        again = service.index(order)
        assert (counts(again)[:2], again.notes) == ((0, 0), ())
    table(sport, CHESS.replace("quiet", "loud"), "Two boats sank near Tilburg at night.")
    assert counts(service.index(sport)) == (0, 1, 1, 0)
    assert HARBOUR in texts(service)


def test_a_number_in_a_later_file_with_a_corrected_text_is_the_same_article(
    service: Service, tmp_path: Path
) -> None:
    service.index(table(tmp_path / "july.csv", HARBOUR, COMET))
    report = service.index(table(tmp_path / "august.csv", HARBOUR_AGAIN, COMET))
    assert counts(report) == (0, 1, 1, 0)
    assert "july.csv" in report.notes[0].reason
    assert [one.article.text for one in service.versions("1")] == [HARBOUR, HARBOUR_AGAIN]


def test_a_number_twice_in_one_file_is_refused(service: Service, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": 1, "text": HARBOUR}, {"id": 1, "text": COMET})
    assert counts(service.index(path)) == (1, 0, 0, 1)


# --- ids that strangers give ---


def test_a_feed_in_a_file_does_not_replace_the_article_of_another_source(
    service: Service, tmp_path: Path
) -> None:
    service.index(lines(tmp_path / "desk.jsonl", {"id": "x", "text": HARBOUR}))
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>T</title><item><guid>x</guid>"
        f"<title>Comet</title><description>{COMET}</description></item></channel></rss>"
    )
    assert counts(service.index(feed)) == (1, 0, 0, 0)
    assert texts(service) == sorted([COMET, HARBOUR])
    assert counts(service.index(feed)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/a.json", json.dumps([{"id": "x", "text": COMET}]), "application/json"),
        ("/a.json", json.dumps({"id": "x", "text": COMET}), "application/json"),
        ("/a.jsonl", json.dumps({"id": "x", "text": COMET}), "application/x-ndjson"),
        ("/a.csv", f"id,text\nx,{COMET}\ny,{CHESS}\n", "text/csv"),
        ("/a.md", f"---\nid: x\n---\n{COMET}\n", "text/markdown"),
        (
            "/rss",
            f"<rss><channel><item><guid>x</guid><description>{COMET}</description></item>"
            "</channel></rss>",
            "application/rss+xml",
        ),
    ],
)
def test_a_fetched_document_does_not_choose_an_id_of_ours(
    service: Service, site: Site, tmp_path: Path, path: str, body: str, kind: str
) -> None:
    service.index(lines(tmp_path / "desk.jsonl", {"id": "x", "text": HARBOUR}))
    site.pages[path] = reply(body, kind=kind)
    with site.fetcher() as fetcher:
        first = service.index(site.url(path=path), fetch=fetcher)
        again = service.index(site.url(path=path), fetch=fetcher)
    stored = service.article("x")
    assert stored is not None
    assert stored.text == HARBOUR
    assert first.added >= 1
    assert counts(again) == (0, 0, first.added, 0)
    assert any(COMET in text for text in texts(service))


def test_a_blog_below_a_site_does_not_replace_the_sites_article(
    service: Service, site: Site
) -> None:
    site.names["evil.news.example"] = ["127.0.0.1"]
    own = f'<link rel="canonical" href="{site.url(path="/a")}">'
    page = "<html><head><title>Harbour</title>{}</head><body><article><p>{}</p></article></body>"
    site.pages["news.example/a"] = reply(page.format(own, HARBOUR), kind="text/html")
    site.pages["evil.news.example/b"] = reply(page.format(own, COMET), kind="text/html")
    with site.fetcher() as fetcher:
        service.index(site.url(path="/a"), fetch=fetcher)
        report = service.index(site.url("evil.news.example", "/b"), fetch=fetcher)
    assert counts(report) == (1, 0, 0, 0)
    assert "is that of another article, from " in report.notes[0].reason
    assert texts(service) == sorted([COMET, HARBOUR])


# --- many articles of one name ---


def test_names_whose_first_digits_agree_stay_apart(tmp_path: Path) -> None:
    """Of 100,000 rows without ids two are expected to have the same eight digits."""
    catalog = Catalog(tmp_path / "catalog.sqlite")
    one = draft("A text.", name="news", locator="line 2")
    taken = {"news"}
    for digits in (8, 16, 32):
        for name in taken:
            _take(catalog, name)
        found = catalog.standing(one).id
        assert found not in taken
        assert len(found) == len("news-") + digits
        taken = {found}
    catalog.close()


def _take(catalog: Catalog, name: str) -> None:
    other = replace(article(f"Another text of {name}."), id=name)
    catalog.put(other, draft(other.text, key=name), [])


def test_what_others_made_meanwhile_is_not_left(tmp_path: Path) -> None:
    """The background may make the last vectors between two looks at what is owed."""
    catalog = Catalog(tmp_path / "catalog.sqlite")

    class Others(CatchingUp):
        def _step(self, limit: int) -> int:
            catalog.settle("vectors", "add", ids)
            return super()._step(limit)

    one = article("A text.")
    ids = ["a:1"]
    catalog.put(one, draft(one.text, key=one.id), [Chunk("a:1", one.id, 0, 7, one.text)])
    assert catalog.vectors_owed() == 1

    def index() -> object:
        return None

    keeper = StoryKeeper(catalog, ANALYZER, None)
    others = Others(catalog, index, threading.Lock(), lambda: keeper)  # type: ignore[arg-type]
    assert others.run() == 0
    catalog.close()
