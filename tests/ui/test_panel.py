from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Article, ArticleSummary, ArticleVersion, Draft, Language
from rag.service import Service
from rag.settings import Settings
from rag.text.display import clean
from tests.factories import article
from tests.ui.desk import CannedDesk
from tests.ui.samples import (
    ARTICLES,
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
)
from ui import words
from ui.html.citation import CitationTarget
from ui.html.render import ALLOWED_TAGS
from ui.panel import panel_routes
from ui.panel.original import original_url
from ui.panel.panel import MAX_ALSO, opening, panel_html
from ui.panel.quotation_copy import quotation_copy
from ui.panel.related import related_html, twin_first
from ui.panel.version_changes import version_changes
from ui.panel.word_list import word_list

TAGS = ALLOWED_TAGS | {"article", "dd", "dl", "dt", "header", "mark"}
REPLACED = datetime(2024, 8, 1, 9, 5, tzinfo=UTC)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


class Shown(HTMLParser):
    """The elements of some HTML in their order, each with all the text in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag != "br":
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, css: str = "") -> list[Element]:
        return [
            one
            for one in self.elements
            if one.tag == tag and (not css or css in one.attributes.get("class", "").split())
        ]

    def texts(self, tag: str, css: str = "") -> list[str]:
        return [one.text for one in self.all(tag, css)]

    @property
    def marked(self) -> str:
        return "".join(self.texts("mark", "cited"))

    @property
    def paragraphs(self) -> list[Element]:
        """The paragraphs of the article: they alone have no class and stand in no remark."""
        return [
            one
            for one in self.all("p")
            if "lang" in one.attributes and not one.attributes.get("class")
        ]


class Changed(CannedDesk):
    """A desk whose articles were once something else."""

    def __init__(self, present: Article, *former: str) -> None:
        super().__init__(articles=[present])
        self._former = former

    def versions(self, article_id: str) -> list[ArticleVersion]:
        present = self.article(article_id)
        if present is None:
            return []
        former = [
            ArticleVersion(number, replace(present, text=text), REPLACED)
            for number, text in enumerate(self._former, 1)
        ]
        return [*former, ArticleVersion(len(former) + 1, present)]


@cache
def _opened_once() -> CannedDesk:
    return CannedDesk()


def _desk(*articles: Article) -> CannedDesk:
    """The one desk of these tests with some articles; with its own if none is given."""
    return _opened_once().hold(*(articles or ARTICLES))


def _shown(desk: CannedDesk, page: Language = "en", **asked: object) -> Shown:
    return Shown(panel_html(desk, opening(**asked), page))  # type: ignore[arg-type]


def _open(source: Article, start: int, end: int) -> Shown:
    target = CitationTarget.of(source, start=start, end=end, reader="en")
    return _shown(_desk(source), href=target.href())


def _href(source: Article, quote: str, reader: Language = "en") -> str:
    return CitationTarget.cited(cite(source, quote), reader=reader).href()


@pytest.mark.parametrize("quote", [TROOPS_AR, DATE_AR])
def test_the_cited_sentence_is_lit_in_the_whole_text(quote: str) -> None:
    shown = _shown(_desk(), href=_href(TALKS_AR, quote))
    assert shown.marked == quote
    assert " ".join(one.text for one in shown.paragraphs).split() == TALKS_AR.text.split()
    assert {one.attributes["dir"] for one in shown.paragraphs} == {"rtl"}
    assert shown.all("div", "remark") == []


def test_the_head_names_the_article_and_runs_are_isolated() -> None:
    shown = _shown(_desk(), "ar", href=_href(TALKS_AR, TROOPS_AR))
    assert shown.texts("h2") == [TALKS_AR.title]
    assert shown.texts("p", "origin") == ["وكالة المدار · 28 يوليو 2024"]
    isolated = [one.text for one in shown.all("bdi") if one.attributes.get("dir") == "ltr"]
    assert isolated == ["Reuters", "$4.5bn"]
    english = _shown(_desk(), "en", href=_href(TALKS_AR, TROOPS_AR))
    assert english.texts("p", "origin") == ["وكالة المدار · 28 July 2024"]


@pytest.mark.parametrize(("page", "told"), [("en", "p. 2"), ("ar", "ص 2")])
def test_the_head_names_the_page_of_a_source_with_pages(page: Language, told: str) -> None:
    paged = replace(TALKS_EN, pages=(0, TALKS_EN.text.index(TROOPS_EN)))
    shown = _shown(_desk(paged), page, href=_href(paged, TROOPS_EN))
    assert shown.texts("p", "origin")[0].endswith(f" · {told}")


@given(st.text(alphabet="ab ت😀\n\r\u2028\u202e.", max_size=60), st.data())
def test_what_is_lit_is_the_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = _open(article(text), start, end)
    assert "".join(shown.marked.split()) == "".join(clean(text[start:end]).split())
    whole = "".join(one.text for one in shown.paragraphs)
    assert "".join(whole.split()) == "".join(clean(text).split())


@pytest.mark.parametrize("quote", HOSTILE)
def test_hostile_text_comes_as_text_and_nothing_else(quote: str) -> None:
    desk = _desk()
    shown = _shown(desk, href=_href(HOSTILE_ARTICLE, quote))
    listed = Shown(related_html(Changed(HOSTILE_ARTICLE, "<b>once</b>"), HOSTILE_ARTICLE.id, "en"))
    for part in (shown, listed):
        assert {one.tag for one in part.elements} <= TAGS
        names = {name for one in part.elements for name in one.attributes}
        assert not any(name.startswith("on") or name in {"style", "src"} for name in names)
    assert "".join(shown.marked.split()) == "".join(clean(quote).split())
    assert shown.all("a", "original") == []
    assert not set("\u202e\u2066\u2069\u202c\u200f\x00") & set(shown.elements[0].text)


def test_other_cited_sentences_of_the_article_are_lit_too_with_their_numbers() -> None:
    also = [f"4~{_href(TALKS_AR, DATE_AR)}", f"2~{_href(TALKS_EN, TROOPS_EN)}", "5~#cite", "x~"]
    shown = _shown(_desk(), href=_href(TALKS_AR, TROOPS_AR), number=3, also=also)
    assert shown.marked == TROOPS_AR
    assert shown.texts("mark", "also") == [DATE_AR]
    assert shown.texts("bdi", "place") == ["3", "4"]
    (link,) = [one for one in shown.all("a") if one.text == "4"]
    assert link.attributes["href"] == _href(TALKS_AR, DATE_AR)
    assert link.attributes["aria-label"] == "Citation 4"


def test_where_cited_places_overlap_the_opened_one_is_seen() -> None:
    text = "One two three four."
    source = article(text)
    whole = CitationTarget.of(source, start=0, end=len(text), reader="en")
    part = CitationTarget.of(source, start=4, end=7, reader="en")
    desk = _desk(source)
    shown = _shown(desk, href=part.href(), number=1, also=[f"2~{whole.href()}"])
    assert shown.texts("mark", "cited") == ["two"]
    assert shown.texts("mark", "also") == ["One ", " three four."]
    assert shown.texts("bdi", "place") == ["2", "1"]


def test_of_very_many_citations_the_first_are_lit() -> None:
    target = CitationTarget.of(article("x"), start=0, end=1, reader="en").href()
    asked = opening(href=_href(TALKS_EN, TROOPS_EN), also=[f"1~{target}"] * (MAX_ALSO + 5))
    assert asked is not None
    assert len(asked.also) <= MAX_ALSO


def test_an_article_can_be_opened_without_a_citation() -> None:
    shown = _shown(_desk(), article_id=TALKS_EN.id)
    assert shown.texts("h2") == [TALKS_EN.title]
    assert shown.all("mark") == []
    assert shown.all("div", "at-quote") == []


@pytest.mark.parametrize(("page", "told"), [("en", "the sentence has moved"), ("ar", "موضع آخر")])
def test_a_sentence_that_has_moved_is_lit_where_it_stands_now(page: Language, told: str) -> None:
    href = _href(TALKS_EN, TROOPS_EN)
    moved = replace(TALKS_EN, text=f"A new beginning. {TALKS_EN.text}")
    shown = _shown(_desk(moved), page, href=href)
    assert shown.marked == TROOPS_EN
    assert told in shown.texts("div", "remark")[0]


def test_a_sentence_that_is_gone_is_told_with_the_version_that_had_it() -> None:
    present = replace(TALKS_EN, text="What stands there now.")
    desk = Changed(present, "Something older.", TALKS_EN.text, "Something newer.")
    shown = _shown(desk, href=_href(TALKS_EN, TROOPS_EN))
    assert shown.marked == ""
    assert (
        "stood in version 2, replaced on 1 August 2024, 09:05 UTC"
        in shown.texts("div", "remark")[0]
    )
    (button,) = [one for one in shown.all("button") if "data-version" in one.attributes]
    assert button.attributes["data-version"] == "2"

    former = _shown(desk, href=_href(TALKS_EN, TROOPS_EN), version=2)
    assert former.marked == TROOPS_EN
    assert "This is version 2" in former.texts("header")[0]
    none = _shown(Changed(present, "Something."), "ar", href=_href(TALKS_EN, TROOPS_EN))
    assert "ولم تعد فيه هذه الجملة" in none.texts("div", "remark")[0]


def test_an_older_version_shows_what_has_changed_since() -> None:
    present = article("It was calm. Ten people came. They sang.")
    desk = Changed(present, "It was calm. Nine people came. All left.")
    shown = _shown(desk, article_id="a", version=1)
    assert " ".join(shown.texts("mark", "changed")) == "Nine people came. All left."
    assert "2 sentences were changed or removed" in shown.texts("div", "quiet")[0]
    assert shown.texts("li") == ["Ten people came.", "They sang."]
    same = _shown(Changed(present, present.text), "ar", article_id="a", version=1)
    assert "لم يتغيّر إلا العنوان" in same.texts("div", "quiet")[0]
    assert "no longer kept" in _shown(desk, article_id="a", version=9).texts("div", "remark")[0]
    assert _shown(desk, article_id="a", version=2).texts("header")[0].count("version") == 0


def test_white_space_is_no_change() -> None:
    assert version_changes("One  man. Two.", "One man.  Two.").gone == ()


@pytest.mark.parametrize(
    ("source", "quote", "reader", "word", "meaning"),
    [
        (TALKS_EN, TROOPS_EN, "ar", "troops", "جنود"),
        (TALKS_AR, TROOPS_AR, "en", "وكالة", "agency"),
    ],
)
def test_who_reads_the_other_language_gets_words_of_the_glossary(
    source: Article, quote: str, reader: Language, word: str, meaning: str
) -> None:
    desk = _desk()
    href = _href(source, quote, reader)
    assert len(_shown(desk, href=href).all("div", "words")) == 1
    glossary = Shown(word_list(desk, href, None, "ar"))
    assert glossary.texts("summary") == [words.say("glossary", "ar")]
    assert glossary.all("dl")[0].attributes["dir"] == ("rtl" if reader == "ar" else "ltr")
    entries = dict(zip(glossary.texts("dt"), glossary.texts("dd"), strict=True))
    assert all(own in quote for own in entries)
    assert meaning in entries[word]
    native = _href(source, quote, "en" if reader == "ar" else "ar")
    assert _shown(desk, href=native).all("div", "words") == []
    assert word_list(desk, native, None, "en") == ""


def test_a_word_that_comes_twice_is_explained_once() -> None:
    twice = article("The troops said that the troops agreed.")
    target = CitationTarget.of(twice, start=0, end=len(twice.text), reader="ar")
    glossary = Shown(word_list(_desk(twice), target.href(), None, "en"))
    assert glossary.texts("dt").count("troops") == 1


def test_the_words_of_a_sentence_of_an_older_version_are_found() -> None:
    desk = Changed(replace(TALKS_EN, text="All is new."), TALKS_EN.text)
    href = _href(TALKS_EN, TROOPS_EN, "ar")
    assert "troops" in Shown(word_list(desk, href, 1, "ar")).texts("dt")
    assert word_list(desk, href, None, "ar") == word_list(desk, href, 7, "ar") == ""
    assert word_list(desk, "#cite", None, "ar") == ""


@pytest.mark.parametrize("href", ["", "#cite-en-0-1-00000000-bm9uZQ", "javascript:alert(1)"])
@pytest.mark.parametrize("page", ["ar", "en"])
def test_an_article_that_is_not_there_is_only_a_remark_in_one_language(
    href: str, page: Language
) -> None:
    shown = _shown(_desk(), page, href=href)
    assert shown.elements[0].text == words.say("gone", page)
    assert shown.all("h2") == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a?b=1&c=\u0627", "example.org"),
        ("HTTP://News.Example:8080/", "news.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://аpple.com/", "xn--pple-43d.com"),
        ("https://evil.example\\@good.example/", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://example.org/", None),
        ("https://", None),
        ("https://[::1/", None),
        ("https://exa mple.org/", None),
        ("https://example.org/\u202egnp", None),
        ("https://example.org/" + "x" * 3_000, None),
        (None, None),
    ],
)
def test_only_an_address_on_the_web_leads_out_and_shows_its_host(
    url: str | None, host: str | None
) -> None:
    source = replace(TALKS_EN, url=url)
    found = original_url(source)
    assert (found[1] if found else None) == host
    links = _shown(_desk(source), article_id=source.id).all("a", "original")
    assert len(links) == (host is not None)
    for link in links:
        assert link.attributes["href"] == url
        assert link.attributes["rel"] == "noopener noreferrer"
        assert link.attributes["target"] == "_blank"
        assert link.text.endswith(str(host))


def test_a_quotation_is_copied_with_its_source() -> None:
    source = replace(TALKS_AR, url="https://almadar.example/1?a=1&b=2")
    plain, rich = quotation_copy(source, TROOPS_AR, 3)
    assert plain.split("\n") == [
        f"«{TROOPS_AR}»",
        f"— {TALKS_AR.title}، وكالة المدار، 28 يوليو 2024، ص 3",
        "https://almadar.example/1?a=1&b=2",
    ]
    assert Shown(rich).texts("blockquote") == [f"«{TROOPS_AR}»"]
    assert Shown(rich).all("blockquote")[0].attributes == {"dir": "rtl", "lang": "ar"}
    assert [one.attributes["href"] for one in Shown(rich).all("a")] == [source.url]
    button = _shown(_desk(), href=_href(TALKS_AR, TROOPS_AR)).all("button")[1]
    assert button.attributes["data-plain"] == quotation_copy(TALKS_AR, TROOPS_AR, None)[0]


def _summary(name: str, language: Language, outlet: str, day: int) -> ArticleSummary:
    when = date(2024, 7, day)
    return ArticleSummary(name, name, language, name, when, outlet, None, 9, 1)


def test_the_nearest_article_of_the_other_language_comes_first() -> None:
    own = replace(TALKS_EN, outlet="Dispatch", published_at=date(2024, 7, 28))
    others = [
        _summary("same language", "en", "Dispatch", 28),
        _summary("far", "ar", "Other", 1),
        _summary("near", "ar", "Other", 27),
    ]
    twin, rest = twin_first(own, others)
    assert twin is not None
    assert twin.id == "near"
    assert [one.id for one in rest] == ["same language", "far"]
    twin, _ = twin_first(own, [*others, _summary("own", "ar", "Dispatch", 2)])
    assert twin is not None
    assert twin.id == "own"
    assert twin_first(own, others[:1])[0] is None


def test_the_other_articles_of_the_story_are_listed() -> None:
    shown = Shown(related_html(_desk(), TALKS_EN.id, "en"))
    assert shown.texts("summary") == ["Same story: 1 other article"]
    assert shown.texts("span", "twin") == ["Arabic counterpart"]
    (row,) = shown.all("button", "row")
    assert row.attributes["data-open"] == TALKS_AR.id
    assert row.text == TALKS_AR.title
    assert shown.texts("span", "row-meta") == ["وكالة المدار · 28 July 2024 · Arabic"]
    (brief,) = [one for one in shown.all("button") if "data-brief" in one.attributes]
    assert brief.attributes["data-brief"] == "7"
    assert related_html(_desk(), "nothing", "en") == ""
    assert related_html(_desk(), HOSTILE_ARTICLE.id, "en") == ""


def test_the_versions_are_listed_newest_first() -> None:
    shown = Shown(related_html(Changed(TALKS_EN, "One.", "Two."), TALKS_EN.id, "ar"))
    assert "3 نسخ" in shown.texts("summary")
    rows = [one for one in shown.all("button", "row") if "data-version" in one.attributes]
    assert [one.attributes["data-version"] for one in rows] == ["", "2", "1"]
    assert "الحالية" in shown.texts("span", "row-meta")
    assert "استُبدلت في 1 أغسطس 2024، 09:05 UTC" in shown.texts("span", "row-meta")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=tmp_path)) as service:
        yield service


def _client(service: Service) -> TestClient:
    app = FastAPI()
    panel_routes.mount(app, service)
    return TestClient(app, headers={"accept-language": "en"})


def test_the_routes_show_what_a_library_has(library: Service) -> None:
    old = "The dam was opened on Monday. Ten towns will get its water. The minister spoke."
    new = "The dam was opened on Monday. Twelve towns will get its water. The minister spoke."
    library.add([Draft(text=old, id="dam", title="A dam is opened"), Draft(text=new, id="two")])
    cited = library.article("dam")
    assert cited is not None
    start = cited.text.index("Ten")
    target = CitationTarget.of(cited, start=start, end=start + 29, reader="ar")
    library.add([Draft(text=new + " It rained.", id="dam", title="A dam is opened")])
    client = _client(library)

    sent = client.get("/desk/panel/article", params={"href": target.href()})
    assert sent.headers["content-type"].startswith("text/html")
    assert sent.headers["cache-control"] == "no-store"
    assert "stood in version 1" in sent.text
    former = client.get("/desk/panel/article", params={"href": target.href(), "version": 1})
    assert Shown(former.text).marked == old[start : start + 29]
    glossary = client.get("/desk/panel/words", params={"href": target.href(), "version": 1})
    assert "water" in Shown(glossary.text).texts("dt")
    related = Shown(client.get("/desk/panel/related", params={"article": "dam"}).text)
    assert related.texts("summary") == ["Same story: 1 other article", "2 versions"]
    assert related.all("button", "row")[0].attributes["data-open"] == "two"

    library.remove("dam")
    gone = client.get("/desk/panel/article", params={"href": target.href()}).text
    assert Shown(gone).elements[0].text == words.say("gone", "en")
    assert client.get("/desk/panel/related", params={"article": "dam"}).text == ""
    assert library.story_of("dam") is None


@pytest.mark.parametrize("end", [" ", "\n"])
def test_a_long_article_opens_at_once(end: str) -> None:
    sentences = [f"وقال المتحدث رقم {at} إن WHO أعلنت 5%.{end}" for at in range(1000)]
    long = article("".join(sentences), language="ar")
    assert len(long.text) > 30_000
    desk = _desk(long)
    starts = [long.text.index(sentences[at]) for at in range(0, 1000, 20)]
    hrefs = [CitationTarget.of(long, start=at, end=at + 20, reader="ar").href() for at in starts]
    also = [f"{number}~{href}" for number, href in enumerate(hrefs)]
    times = []
    for _ in range(3):
        begun = time.process_time()
        shown = panel_html(desk, opening(href=hrefs[9], number=9, also=also), "ar")
        times.append(time.process_time() - begun)
    assert shown.count("<mark") == len(hrefs)
    assert min(times) < 0.3  # seconds
