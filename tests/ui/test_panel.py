from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Article
from tests.factories import article
from tests.ui.desk import (
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    CannedDesk,
    cite,
)
from ui.bidi import clean
from ui.citation import Target
from ui.panel import Payload, payload


def _open(source: Article, start: int, end: int) -> Payload:
    target = Target.of(source.id, source.text, start=start, end=end)
    return payload(CannedDesk(articles=[source]), target.href())


def _marked(shown: Payload) -> str:
    return "".join(
        run["text"] for part in shown["paragraphs"] for run in part["runs"] if run["mark"]
    )


def _text(shown: Payload) -> str:
    return "\n".join("".join(run["text"] for run in part["runs"]) for part in shown["paragraphs"])


@pytest.mark.parametrize("quote", [TROOPS_AR, DATE_AR])
def test_the_cited_sentence_is_marked_in_the_whole_text(quote: str) -> None:
    shown = payload(CannedDesk(), Target.cited(cite(TALKS_AR, quote)).href())
    assert _marked(shown) == quote
    assert _text(shown).split() == TALKS_AR.text.split()
    assert shown["note"] is None
    assert shown["language"] == "ar"
    assert {part["dir"] for part in shown["paragraphs"]} == {"rtl"}


def test_title_and_origin_come_with_it_and_runs_are_isolated() -> None:
    shown = payload(CannedDesk(), Target.cited(cite(TALKS_AR, TROOPS_AR)).href())
    assert shown["title"] is not None
    assert shown["title"]["runs"][0]["text"] == TALKS_AR.title
    assert shown["origin"] is not None
    assert "".join(run["text"] for run in shown["origin"]["runs"]) == "وكالة المدار · 28 يوليو 2024"
    isolated = [
        run["text"] for part in shown["paragraphs"] for run in part["runs"] if run["dir"] == "ltr"
    ]
    assert isolated == ["Reuters", "$4.5bn"]


@given(st.text(alphabet="ab ت😀\n\r\u2028\u202e.", max_size=60), st.data())
def test_what_is_marked_is_the_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = _open(article(text), start, end)
    assert "".join(_marked(shown).split()) == "".join(clean(text[start:end]).split())
    assert "".join(_text(shown).split()) == "".join(clean(text).split())


@pytest.mark.parametrize("quote", HOSTILE)
def test_hostile_text_comes_as_text_and_nothing_else(quote: str) -> None:
    shown = payload(CannedDesk(), Target.cited(cite(HOSTILE_ARTICLE, quote)).href())
    sent = json.loads(json.dumps(shown, ensure_ascii=False).encode())
    assert "".join(_marked(sent).split()) == "".join(clean(quote).split())
    assert not set("\u202e\u2066\u2069\u202c\u200f\x00") & set(_text(sent))


def test_an_article_that_has_changed_is_shown_without_a_mark_and_says_so() -> None:
    href = Target.of(TALKS_EN.id, "What stood there once.", start=0, end=10).href()
    shown = payload(CannedDesk(), href)
    assert _marked(shown) == ""
    assert shown["note"] is not None
    assert "has changed" in shown["note"]
    assert shown["paragraphs"]


@pytest.mark.parametrize(
    "href",
    ["", "#cite-0-1-00000000-bm9uZQ", "javascript:alert(1)", None, 7, ["#cite"], {"href": "#cite"}],
)
def test_an_article_that_is_not_there_is_only_a_note(href: object) -> None:
    shown = payload(CannedDesk(), href)
    assert shown["note"] is not None
    assert shown["title"] is None
    assert shown["paragraphs"] == []
