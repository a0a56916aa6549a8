"""Files, links and texts that are handed to the page go into a real library, or it is said why
not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.records import IndexProgress, IngestReport
from rag.service import Service
from rag.settings import Settings
from tests.ingest.feed_site import SENTENCES, NewsSite
from tests.web.site import Site
from ui.app import build_routes
from ui.library.intake_uploads import MOST_BYTES, safe_name
from ui.words import words_owed

FERRY = "The ferry between Tangier and Tarifa was cancelled on Sunday because of strong wind."
PORT = "أعلنت هيئة الموانئ في عدن أن السفينة عُوّمت يوم الأحد وأن أربعين سفينة تنتظر دورها."
BYTES = {"content-type": "application/octet-stream"}


class SiteService(Service):
    """A library that may fetch from one site on loopback."""

    site: Site

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        **options: Any,
    ) -> IngestReport:
        if options.get("fetch") is True and getattr(self, "site", None) is not None:
            options["fetch"] = self.site.fetcher()
        return super().index(sources, progress, **options)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SiteService]:
    with SiteService.open(Settings.load(home=tmp_path, embedder="builtin")) as opened:
        yield opened


@pytest.fixture
def client(library: SiteService) -> Iterator[TestClient]:
    headers = {"accept-language": "en"}
    with TestClient(build_routes(library), base_url="http://127.0.0.1", headers=headers) as opened:
        yield opened


def send(client: TestClient, name: str, content: bytes | str, number: str = "") -> int:
    body = content.encode() if isinstance(content, str) else content
    number = number or f"{abs(hash((name, body))):032x}"[:24]
    values = {"name": name, "id": number}
    sent = client.post("/desk/library/files", params=values, content=body, headers=BYTES)
    return sent.status_code


def events(client: TestClient, path: str = "/desk/library/intake/events") -> list[dict[str, Any]]:
    """Return the states of a stream until its end."""
    with client.stream("GET", path) as reply:
        lines = [line.removeprefix("data: ") for line in reply.iter_lines() if line[:6] == "data: "]
    return [json.loads(line) for line in lines[:-1]]


def rows(client: TestClient) -> dict[str, tuple[str, str]]:
    """Wait until all has been read; return the result and the HTML of each row by its name."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        state = events(client)[-1]
        whole = events(client)[-1]
        if not state["left"] and not whole["left"]:
            return {_name(row["html"]): (row["result"], row["html"]) for row in whole["rows"]}
    raise AssertionError("the list was not read in time")


def _name(html: str) -> str:
    return html.partition("<bdi>")[2].partition("</bdi>")[0]


def test_many_files_one_after_another_and_one_bad_one_stops_no_other(
    client: TestClient, library: Service
) -> None:
    for name, content in (
        ("good.txt", FERRY),
        ("empty.txt", b""),
        ("port.txt", PORT),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + b"x" * 100),
        ("no.pdf", b"hello"),
        ("twin.txt", FERRY),
    ):
        assert send(client, name, content) == 204
    found = rows(client)
    results = {name: result for name, (result, _) in found.items()}
    assert results == {
        "good.txt": "added",
        "empty.txt": "refused",
        "port.txt": "added",
        "picture.jpg": "refused",
        "no.pdf": "refused",
        "twin.txt": "unchanged",
    }
    assert "It is empty (0 bytes)." in found["empty.txt"][1]
    assert "JPEG picture" in found["picture.jpg"][1]
    assert "Its text is in the library already, as" in found["twin.txt"][1]
    assert 'data-article="good"' in found["twin.txt"][1]
    assert {one.source for one in library.articles()} == {"good.txt", "port.txt"}
    assert not list(library.uploads.iterdir())
    assert len(library.stories()) == 2
    assert events(client)[-1]["line"] == "6 of 6 read · 2 added · 1 there already · 3 refused"


def test_the_reasons_are_told_in_arabic_with_the_reader_s_own_words(client: TestClient) -> None:
    send(client, "empty.txt", b"")
    client.headers["accept-language"] = "ar"
    _, html = rows(client)["empty.txt"]
    assert "الملف فارغ." in html
    assert 'dir="ltr" lang="en">it is empty (0 bytes)' in html


def test_the_same_file_again_is_unchanged_and_a_corrected_one_is_a_new_version(
    client: TestClient, library: Service
) -> None:
    for number, text in enumerate((FERRY, FERRY, FERRY.replace("Sunday", "Monday"))):
        send(client, "ferry.txt", text, number=f"0000000{number}")
    rows(client)
    (article,) = library.articles()
    assert article.source == "ferry.txt"
    assert len(library.versions(article.id)) == 2


def test_another_article_under_the_same_name_takes_nothing_s_place(
    client: TestClient, library: Service
) -> None:
    for number, text in enumerate((FERRY, PORT, PORT)):
        send(client, "index.txt", text, number=f"0000000{number}")
    rows(client)
    assert {one.source for one in library.articles()} == {"index.txt", "index (2).txt"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\win.ini", "windows/win.ini"),
        ("/etc/shadow", "etc/shadow"),
        ("a\0b\n\x1bc.txt", "abc.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("news/./2024//a.txt", "news/2024/a.txt"),
        ("..", "file"),
        ("", "file"),
        ("\ud800.txt", "\ufffd.txt"),
        ("خبر عاجل.txt", "خبر عاجل.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = safe_name("خ" * 500 + ".txt")
    assert name.endswith("خ.txt")
    assert len(name.encode()) <= 200
    assert len(safe_name("a/" * 100 + "b.txt").split("/")) == 6


def test_a_hostile_name_goes_no_further_than_the_library(
    client: TestClient, library: Service, tmp_path: Path
) -> None:
    before = set(tmp_path.parent.rglob("*"))
    send(client, "../../<img src=x onerror=alert(1)>.txt", FERRY)
    ((name, (result, html)),) = rows(client).items()
    assert result == "added"
    assert "<img" not in html
    assert name.startswith("&lt;img")
    new = set(tmp_path.parent.rglob("*")) - before
    assert all(path.is_relative_to(tmp_path) for path in new)


def test_what_is_too_large_or_finds_no_room_is_refused_before_it_comes(
    client: TestClient, library: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = partial(client.post, "/desk/library/files", params={"name": "a.txt", "id": "0" * 8})
    large = post(content=b"x", headers=BYTES | {"content-length": str(MOST_BYTES + 1)})
    assert large.status_code == 413
    assert large.json()["detail"] == "The file has more than 100 MB."
    monkeypatch.setattr("ui.library.intake_uploads.SPARE", 10**18)
    full = post(content=b"x", headers=BYTES)
    assert full.status_code == 507
    assert "room" in full.json()["detail"]
    monkeypatch.setattr("ui.library.intake_uploads.MOST_BYTES", 1_000)
    monkeypatch.setattr("ui.library.intake_uploads.SPARE", 0)
    pieces = (b"x" * 100 for _ in range(20))  # of no stated length
    assert post(content=pieces, headers=BYTES).status_code == 413
    assert not list(library.uploads.iterdir())
    assert events(client)[-1]["rows"] == []


@pytest.mark.parametrize("number", ["", "../../x", "A" * 8, "0" * 41])
def test_an_id_is_a_few_digits(client: TestClient, number: str) -> None:
    values = {"name": "a.txt", "id": number}
    sent = client.post("/desk/library/files", params=values, content=b"x", headers=BYTES)
    assert sent.status_code == 422


def test_files_that_were_not_read_before_the_server_ended_are_read_later(
    library: SiteService,
) -> None:
    waiting = library.uploads / "0a" / "news"
    waiting.mkdir(parents=True)
    (waiting / "ferry.txt").write_text(FERRY)
    half = library.uploads / "0b.part"
    half.mkdir()
    (half / "port.txt").write_text(PORT[:20])
    with TestClient(build_routes(library), base_url="http://127.0.0.1") as client:
        client.get("/desk/library/intake")
        assert {name: row[0] for name, row in rows(client).items()} == {"news/ferry.txt": "added"}
    assert [one.source for one in library.articles()] == ["news/ferry.txt"]
    assert not list(library.uploads.iterdir())


def test_a_pasted_text_is_added_once_and_its_faults_are_told(
    client: TestClient, library: Service
) -> None:
    text = "\n".join(SENTENCES)
    given = {"text": text, "title": "Ferry cancelled", "outlet": "Strait Post"}
    given |= {"published_at": "2024-07-28", "url": "https://strait.example/ferry"}
    added = client.post("/desk/library/texts", json=given).json()
    assert (added["change"], added["said"]) == ("added", "Added")
    article = library.article(added["article"])
    assert article is not None
    assert (article.title, article.outlet) == ("Ferry cancelled", "Strait Post")
    again = client.post("/desk/library/texts", json={"text": text}).json()
    assert (again["change"], again["article"]) == ("twin", added["article"])
    for wrong, said in (
        ({"text": " "}, "paste"),
        ({"text": "?!"}, "letter or digit"),
        ({"text": PORT, "published_at": "1446-01-01"}, "date"),
        ({"text": PORT, "url": "javascript:alert(1)"}, "address"),
    ):
        refused = client.post("/desk/library/texts", json=wrong)
        assert refused.status_code == 422
        assert said in refused.json()["detail"]
    assert library.count() == 1


def test_a_link_is_read_and_a_private_one_is_not(client: TestClient, library: SiteService) -> None:
    with Site() as site:
        news = NewsSite(site)
        news.page("/story", "\n".join(SENTENCES), in_feed=False)
        library.site = site
        url = site.url(path="/story")
        assert (
            client.post("/desk/library/links", json={"url": url, "id": "0" * 8}).status_code == 204
        )
        (row,) = rows(client).values()
        assert row[0] == "added"
        (article,) = library.articles()
        assert article.url == url
    del library.site
    client.delete("/desk/library/intake")
    for number, address in enumerate(("http://127.0.0.1/secret", "http://169.254.169.254/latest")):
        client.post("/desk/library/links", json={"url": address, "id": f"0000000{number}"})
    for result, html in rows(client).values():
        assert result == "refused"
        assert "not a public address" in html


@pytest.mark.parametrize(
    "url", ["/etc/passwd", "etc/passwd", "file:///etc/passwd", "ftp://a.example/x", "x", "a b"]
)
def test_what_is_no_link_is_never_read_as_a_file(client: TestClient, url: str) -> None:
    sent = client.post("/desk/library/links", json={"url": url, "id": "0" * 8})
    assert sent.status_code == 422
    assert "address" in sent.json()["detail"]
    assert events(client)[-1]["rows"] == []


def test_removed_articles_come_back(client: TestClient, library: Service) -> None:
    send(client, "ferry.txt", FERRY)
    send(client, "port.txt", PORT)
    rows(client)
    stories = {story.article_ids: story.number for story in library.stories()}
    gone = client.post("/desk/library/removals", json={"ids": ["ferry", "port", "x"]}).json()
    assert gone == {"removed": ["ferry", "port"], "said": "Removed 2 articles."}
    assert library.count() == 0
    assert client.post("/desk/library/removals", json={"ids": ["x"]}).status_code == 404
    back = client.post("/desk/library/restorals", json={"ids": gone["removed"]}).json()
    assert back == {"restored": 2, "said": "2 articles are back."}
    assert {story.article_ids: story.number for story in library.stories()} == stories
    assert library.search("ferry Tangier")[0].article.id == "ferry"
    assert library.vectors_made() == (2, 2)
    assert client.get("/desk/library/vectors").json()["line"] == ""
    catalog = library._catalog
    catalog.owe(add=catalog.chunk_ids(), parts=("words",))  # as a move leaves it
    owed = client.get("/desk/library/vectors", headers={"accept-language": "ar"}).json()
    assert (owed["unfound"], owed["line"]) == (2, words_owed(2, "ar"))
    catalog.settle("words", "add", catalog.chunk_ids())
    lost = client.post("/desk/library/restorals", json={"ids": ["x"]}).json()
    assert lost["restored"] == 0
    assert "could not be brought back" in lost["said"]


def test_asking_goes_on_while_files_are_read(client: TestClient, library: Service) -> None:
    send(client, "ferry.txt", FERRY)
    rows(client)
    many = "".join(
        json.dumps({"id": f"n{number}", "text": f"{PORT} {number} {FERRY}"}) + "\n"
        for number in range(400)
    )
    send(client, "many.jsonl", many)
    assert library.search("ferry Tangier")
    assert rows(client)["many.jsonl"][0] == "added"
