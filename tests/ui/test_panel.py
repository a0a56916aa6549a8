from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Article, Language
from rag.text.display import clean
from tests.factories import article
from tests.ui.desk import CannedDesk
from tests.ui.samples import (
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
from ui.panel.panel import Paragraph, Payload, payload


def _open(source: Article, start: int, end: int) -> Payload:
    target = CitationTarget.of(source, start=start, end=end, reader="en")
    return payload(CannedDesk(articles=[source]), target.href())


def _line(paragraph: Paragraph) -> str:
    return "".join(run["text"] for run in paragraph["runs"])


def _marked(shown: Payload) -> str:
    return "".join(
        run["text"] for part in shown["paragraphs"] for run in part["runs"] if run["mark"]
    )


def _text(shown: Payload) -> str:
    return "\n".join("".join(run["text"] for run in part["runs"]) for part in shown["paragraphs"])


@pytest.mark.parametrize("quote", [TROOPS_AR, DATE_AR])
def test_the_cited_sentence_is_marked_in_the_whole_text(quote: str) -> None:
    shown = payload(CannedDesk(), CitationTarget.cited(cite(TALKS_AR, quote), reader="ar").href())
    assert _marked(shown) == quote
    assert _text(shown).split() == TALKS_AR.text.split()
    assert shown["note"] is None
    assert shown["language"] == "ar"
    assert {part["dir"] for part in shown["paragraphs"]} == {"rtl"}


def test_title_and_origin_come_with_it_and_runs_are_isolated() -> None:
    shown = payload(
        CannedDesk(), CitationTarget.cited(cite(TALKS_AR, TROOPS_AR), reader="ar").href()
    )
    assert shown["title"] is not None
    assert shown["title"]["runs"][0]["text"] == TALKS_AR.title
    assert shown["origin"] is not None
    assert "".join(run["text"] for run in shown["origin"]["runs"]) == "وكالة المدار · 28 يوليو 2024"
    isolated = [
        run["text"] for part in shown["paragraphs"] for run in part["runs"] if run["dir"] == "ltr"
    ]
    assert isolated == ["Reuters", "$4.5bn"]


@pytest.mark.parametrize(
    ("source", "quote", "page"),
    [(TALKS_EN, TROOPS_EN, "p. 2"), (TALKS_AR, DATE_AR, "ص 2")],
)
def test_the_origin_names_the_page_of_a_source_with_pages(
    source: Article, quote: str, page: str
) -> None:
    paged = replace(source, pages=(0, source.text.index(quote)))
    cited = cite(paged, quote)
    shown = _open(paged, cited.start, cited.end)
    assert shown["origin"] is not None
    assert _line(shown["origin"]).endswith(f" · {page}")


@given(st.text(alphabet="ab ت😀\n\r\u2028\u202e.", max_size=60), st.data())
def test_what_is_marked_is_the_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = _open(article(text), start, end)
    assert "".join(_marked(shown).split()) == "".join(clean(text[start:end]).split())
    assert "".join(_text(shown).split()) == "".join(clean(text).split())


@pytest.mark.parametrize("quote", HOSTILE)
def test_hostile_text_comes_as_text_and_nothing_else(quote: str) -> None:
    shown = payload(
        CannedDesk(), CitationTarget.cited(cite(HOSTILE_ARTICLE, quote), reader="en").href()
    )
    sent = json.loads(json.dumps(shown, ensure_ascii=False).encode())
    assert "".join(_marked(sent).split()) == "".join(clean(quote).split())
    assert not set("\u202e\u2066\u2069\u202c\u200f\x00") & set(_text(sent))


def test_an_article_that_has_changed_is_shown_without_a_mark_and_says_so() -> None:
    before = replace(TALKS_EN, text="What stood there once.")
    href = CitationTarget.of(before, start=0, end=10, reader="en").href()
    shown = payload(CannedDesk(), href)
    assert _marked(shown) == ""
    assert shown["note"] is not None
    assert "has changed" in shown["note"]
    assert shown["paragraphs"]
    assert shown["glossary"] is None


def test_a_reader_is_told_of_a_change_in_his_own_language() -> None:
    before = replace(TALKS_EN, text="What stood there once.")
    shown = payload(CannedDesk(), CitationTarget.of(before, start=0, end=10, reader="ar").href())
    assert shown["note"] is not None
    assert "تغيّر المقال" in shown["note"]


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
    shown = payload(CannedDesk(), CitationTarget.cited(cite(source, quote), reader=reader).href())
    glossary = shown["glossary"]
    assert glossary is not None
    assert glossary["name"] == words.say("glossary", reader)
    assert glossary["dir"] == ("rtl" if reader == "ar" else "ltr")
    entries = {_line(entry["word"]): _line(entry["words"]) for entry in glossary["entries"]}
    assert all(own in quote for own in entries)
    assert meaning in entries[word]
    own: Language = "en" if reader == "ar" else "ar"
    native = payload(CannedDesk(), CitationTarget.cited(cite(source, quote), reader=own).href())
    assert native["glossary"] is None


def test_a_word_that_comes_twice_is_explained_once() -> None:
    twice = article("The troops said that the troops agreed.")
    target = CitationTarget.of(twice, start=0, end=len(twice.text), reader="ar")
    glossary = payload(CannedDesk(articles=[twice]), target.href())["glossary"]
    assert glossary is not None
    assert [_line(entry["word"]) for entry in glossary["entries"]].count("troops") == 1


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#cite-en-0-1-00000000-bm9uZQ",
        "javascript:alert(1)",
        "#cite",
    ],
)
def test_an_article_that_is_not_there_is_only_a_note(href: str) -> None:
    shown = payload(CannedDesk(), href)
    assert shown["note"] is not None
    assert shown["title"] is None
    assert shown["paragraphs"] == []
