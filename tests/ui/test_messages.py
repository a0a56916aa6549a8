from __future__ import annotations

import pytest

from rag.records import Sentence
from tests.factories import article
from tests.ui.desk import (
    HOSTILE,
    HOSTILE_ARTICLE,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    answer,
    cite,
)
from tests.ui.html import Reading, assert_inert
from ui import messages
from ui.citation import parse_href

ARABIC = Sentence("تستضيف اليابان 54 ألف جندي.", (cite(TALKS_AR, TROOPS_AR),))
ENGLISH = Sentence("About 54,000 troops.", (cite(TALKS_EN, TROOPS_EN, 2),))


def _links(html: str) -> list[str]:
    return [value for name, value in Reading(html).attributes if name == "href"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_every_message(text: str) -> None:
    sentence = Sentence(text, (cite(HOSTILE_ARTICLE, text),))
    abstention = answer(text, (), abstained=True, reason=text)
    for html in (
        messages.question(text),
        messages.writing([sentence], text),
        messages.answer([sentence], language="en", note=text),
        messages.abstained(abstention, language="ar"),
        messages.failed(text, language="ar", sentences=[sentence], tail=text),
        messages.notice(text, language="en"),
    ):
        assert_inert(html)
        assert html.startswith("<div")


def test_each_sentence_is_followed_by_links_to_its_sources() -> None:
    html = messages.answer([ARABIC, ENGLISH], language="ar")
    first, second, *sources = [parse_href(link) for link in _links(html)]
    assert first is not None
    assert first.holds_in(TALKS_AR.text)
    assert TALKS_AR.text[first.start : first.end] == TROOPS_AR
    assert second is not None
    assert second.article_id == TALKS_EN.id
    assert sources == [first, second]
    text = Reading(html).text
    assert text.startswith("تستضيف اليابان 54 ألف جندي.\u00a0[1] About 54,000 troops.\u00a0[2]")
    assert "وكالة المدار · 28 يوليو 2024" in text


def test_the_same_place_is_linked_once_and_a_sentence_without_any_says_so() -> None:
    twice = Sentence("About.", (cite(TALKS_EN, TROOPS_EN), cite(TALKS_EN, TROOPS_EN)))
    assert len(_links(messages.writing([twice], ""))) == 1
    assert "no source" in messages.writing([Sentence("About.")], "")
    assert "بلا مصدر" in messages.writing([Sentence("نحو ذلك.")], "")


def test_the_very_words_of_an_article_stand_alone_and_are_not_markdown() -> None:
    words = "1984. *Not* _Markdown_ [at](all) `x` <b> 3 | 4 \\\\ # &amp; ~~y~~!"
    source = article(f"Before. {words} After.")
    quoted = Sentence(words, (cite(source, words),))
    reading = Reading(messages.answer([quoted, quoted], language="en"))
    assert reading.text.count(f"{words}\u00a0[1]") == 2
    assert reading.tags[:2] == ["div", "p"]
    assert reading.tags.count("p") == 3
    assert not {"em", "code", "ol"} & set(reading.tags)


@pytest.mark.parametrize(
    ("tail", "shown"),
    [
        ("About 54 [1] and [2, 3] more", "About 54 1 and 2, 3 more"),
        ("نحو ٥٤ ألفا [١]", "نحو ٥٤ ألفا 1"),
        ("About 54 [", "About 54"),
        ("About 54 [1", "About 54"),
        ("in [brackets] of 2", "in [brackets] of 2"),
    ],
)
def test_markers_of_unfinished_text_are_quiet_and_never_half_there(tail: str, shown: str) -> None:
    html = messages.writing([], tail)
    assert Reading(html).text == shown
    assert not _links(html)


def test_an_article_is_listed_once_under_all_its_numbers() -> None:
    other = Sentence("Twice.", (cite(TALKS_AR, TROOPS_AR, 3),))
    html = messages.answer([ARABIC, ENGLISH, other], language="ar")
    assert html.count('class="row-title"') == 2
    assert [part[0] for part in html.split('class="row-number">')[1:]] == ["1", "3", "2"]


def test_a_list_that_streams_in_becomes_a_list() -> None:
    html = messages.writing([Sentence("Two points:")], "\n- one [1]\n- two")
    assert Reading(html).tags.count("li") == 2


def test_an_abstention_names_each_of_the_closest_articles_once() -> None:
    html = messages.abstained(answer("x", (), abstained=True, reason="Nothing."), language="en")
    assert "Nothing." in html
    assert [target and target.article_id for target in map(parse_href, _links(html))] == [
        TALKS_AR.id,
        TALKS_EN.id,
    ]


def test_a_question_keeps_its_lines_and_its_direction() -> None:
    html = messages.question("كم؟\nCOP28 هل نجح؟")
    assert html.startswith('<div class="question" dir="rtl" lang="ar">')
    assert "<br>" in html
