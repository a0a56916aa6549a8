from __future__ import annotations

from dataclasses import replace

import pytest

from rag.records import Article, Language, Sentence, Verdict
from tests.factories import article, passage
from tests.ui.desk import EXCERPTS, answer, irrelevant
from tests.ui.html import Reading, assert_inert
from tests.ui.samples import (
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    SEARCHED,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
    judged,
)
from ui.html import messages
from ui.html.citation import parse_href

LANGUAGES: tuple[Language, ...] = ("ar", "en")
ARABIC = Sentence("تستضيف اليابان 54 ألف جندي.", (cite(TALKS_AR, TROOPS_AR),))
ENGLISH = Sentence("About 54,000 troops.", (cite(TALKS_EN, TROOPS_EN, 2),))


def _links(html: str) -> list[str]:
    return [value for name, value in Reading(html).attributes if name == "href"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_every_message(text: str) -> None:
    verdict = Verdict("contradicted", (text, text))
    sentence = Sentence(text, (cite(HOSTILE_ARTICLE, text),), verdict=verdict)
    refusal = answer(text, (), abstained=True, reason=text)
    abstention = replace(refusal, searched=SEARCHED, withheld=(sentence, sentence))
    perhaps = replace(abstention, excerpts=sentence.citations)
    intent = replace(answer(text, (sentence,), reason=text), intent="latest")
    for html in (
        messages.question(text),
        messages.writing([sentence], text, language="en"),
        messages.answer([sentence], language="en", note=text),
        messages.replied(replace(intent, preface=text), language="en"),
        messages.replied(replace(intent, preface=text, sentences=()), language="ar"),
        messages.replied(replace(intent, preface=text, intent="summary"), language="en"),
        messages.abstained(abstention, language="ar"),
        messages.abstained(perhaps, language="ar"),
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
    assert len(_links(messages.writing([twice], "", language="en"))) == 1
    assert "no source" in messages.writing([Sentence("نحو ذلك.")], "", language="en")
    assert "بلا مصدر" in messages.writing([Sentence("About.")], "", language="ar")


def test_a_number_that_stands_twice_leads_to_both_places_and_is_copied_once() -> None:
    both = Sentence("In July.", (cite(TALKS_AR, TROOPS_AR), cite(TALKS_AR, DATE_AR)))
    html = messages.writing([both], "", language="en")
    first, second = (parse_href(link) for link in _links(html))
    assert first is not None
    assert second is not None
    assert (first.article_id, first.start < second.start) == (second.article_id, True)
    assert html.count('class="mark"') == html.count('class="mark again"') == 1


def test_the_very_words_of_an_article_stand_alone_and_are_not_markdown() -> None:
    words = "1984. *Not* _Markdown_ [at](all) `x` <b> 3 | 4 \\\\ # &amp; ~~y~~!"
    source = article(f"Before. {words} After.")
    quoted = Sentence(words, (cite(source, words),))
    reading = Reading(messages.answer([quoted, quoted], language="en"))
    assert reading.text.count(f"{words}\u00a0[1]") == 2
    assert reading.tags[:2] == ["div", "p"]
    assert reading.tags.count("p") == 3
    assert not {"em", "code", "ol"} & set(reading.tags)


def test_what_follows_the_words_of_an_article_begins_a_paragraph() -> None:
    quoted = Sentence(TROOPS_AR, (cite(TALKS_AR, TROOPS_AR),))
    html = messages.writing([quoted, ENGLISH], "", language="en")
    assert html.count("<p ") == 2
    assert messages.writing([quoted], "And th", language="en").count("<p ") == 2


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
    html = messages.writing([], tail, language="en")
    assert Reading(html).text == shown
    assert not _links(html)


def test_an_article_is_listed_once_under_all_its_numbers() -> None:
    other = Sentence("Twice.", (cite(TALKS_AR, TROOPS_AR, 3),))
    html = messages.answer([ARABIC, ENGLISH, other], language="ar")
    assert html.count('class="row-title"') == 2
    assert [part[0] for part in html.split('class="row-number">')[1:]] == ["1", "3", "2"]


@pytest.mark.parametrize(
    ("source", "quote", "page"),
    [(TALKS_EN, TROOPS_EN, "p. 2"), (TALKS_AR, DATE_AR, "ص 2")],
)
def test_marks_and_lists_name_the_page_of_a_source_with_pages(
    source: Article, quote: str, page: str
) -> None:
    paged = replace(source, pages=(0, source.text.index(quote)))
    sentence = Sentence("It was said.", (cite(paged, quote),))
    html = messages.answer([sentence], language=source.language)
    hints = [value for name, value in Reading(html).attributes if name == "title"]
    assert any(hint.endswith(f" · {page}") for hint in hints)
    assert page in Reading(html).text.split(source.title)[-1]
    assert page not in messages.answer([Sentence("So.", (cite(source, quote),))], language="en")


def test_a_list_that_streams_in_becomes_a_list() -> None:
    html = messages.writing([Sentence("Two points:")], "\n- one [1]\n- two", language="en")
    assert Reading(html).tags.count("li") == 2


def test_an_abstention_says_why_and_what_was_searched_and_names_the_nearest_articles_once() -> None:
    refusal = answer("x", (), abstained=True, reason="Nothing.")
    html = messages.abstained(replace(refusal, searched=SEARCHED), language="en")
    told = Reading(html).text
    assert "Nothing." in told
    assert "Searched 24 articles, 3 May 2023 – 12 February 2024" in told
    targets = [parse_href(link) for link in _links(html)]
    assert [target and target.article_id for target in targets] == [TALKS_AR.id, TALKS_EN.id]
    assert [target and target.reader for target in targets] == ["en", "en"]
    assert "details" not in Reading(html).tags


def test_the_three_outcomes_look_different() -> None:
    refusal = answer("x", (), abstained=True, reason="No.")
    absent = replace(refusal, passages=irrelevant(refusal.passages))
    answered, may_help, nothing = (
        Reading(html)
        for html in (
            messages.answer([ENGLISH], language="en"),
            messages.abstained(replace(refusal, excerpts=EXCERPTS), language="en"),
            messages.abstained(absent, language="en"),
        )
    )
    assert ("class", "answer") in answered.attributes
    assert ("class", "card may-help") in may_help.attributes
    assert ("class", "card abstained") in nothing.attributes
    assert "These passages may help" in may_help.text
    assert "No answer in the articles" in nothing.text


def test_what_may_help_is_no_answer() -> None:
    refusal = answer("x", (), abstained=True, reason="لا.")
    html = messages.abstained(replace(refusal, excerpts=EXCERPTS), language="ar")
    told = Reading(html).text
    assert "قد تفيد هذه المقاطع" in told
    for sentence, source in ((TROOPS_AR, TALKS_AR), (TROOPS_EN, TALKS_EN)):
        assert told.count(sentence) == told.count(source.title) == 1
    targets = [parse_href(link) for link in _links(html)]
    assert [target and target.article_id for target in targets] == [TALKS_AR.id, TALKS_EN.id]
    assert not {"mark", "checked", "quotation", "answer"} & {
        name for css, value in Reading(html).attributes if css == "class" for name in value.split()
    }


def test_an_abstention_names_three_articles_at_most() -> None:
    found = [replace(passage("Text."), article=article("Text.", id=name)) for name in "aabbcd"]
    refusal = replace(answer("x", (), abstained=True), passages=tuple(found))
    assert len(_links(messages.abstained(refusal, language="en"))) == 3


def test_a_quoted_answer_has_what_the_model_wrote_below_it_closed() -> None:
    written = judged("en")
    html = messages.answer(written[:1], language="en", note="It failed.", withheld=written[1:])
    before, _, inside = html.partition('<details class="withheld"><summary dir="ltr" lang="en">')
    assert "It failed." in before
    assert before.count(written[1].text) == 0
    assert written[1].text.split()[0] in inside


def test_what_was_withheld_is_shown_closed_with_its_reasons() -> None:
    refusal = answer("x", (), abstained=True, reason="لا جواب.")
    html = messages.abstained(replace(refusal, withheld=tuple(judged("ar"))), language="ar")
    before, _, inside = html.partition('<details class="withheld"><summary dir="rtl" lang="ar">')
    for sentence in judged("ar"):
        assert sentence.verdict is not None
        assert all(reason in Reading(inside).text for reason in sentence.verdict.reasons)
        assert sentence.text not in Reading(before).text


def test_what_was_written_looks_the_same_under_way_and_in_the_end() -> None:
    for language in LANGUAGES:
        writing = messages.writing(judged(language), "", language=language)
        ended = messages.answer(judged(language), language=language)
        assert ended.startswith(writing.replace("answer writing", "answer").removesuffix("</div>"))


def test_an_answer_says_in_one_line_how_far_its_sources_bear_it_out() -> None:
    english = Reading(messages.answer(judged("en"), language="en", note="A note.")).text
    assert "A note.1 of 5 sentences is borne out by its source.Sources" in english
    assert "تؤيد المصادر جملة واحدة من أصل 5 جمل." in messages.answer(judged("ar"), language="ar")


def test_a_question_keeps_its_lines_and_its_direction() -> None:
    html = messages.question("كم؟\nCOP28 هل نجح؟")
    assert html.startswith('<div class="question" dir="rtl" lang="ar">')
    assert "<br>" in html


def test_a_courtesy_is_answered_with_one_line_and_nothing_else() -> None:
    greeted = replace(answer("hi", ()), intent="greeting", preface="Hello. Ask about the articles.")
    html = messages.replied(greeted, language="en")
    assert Reading(html).text.strip() == "Hello. Ask about the articles."
    assert _links(html) == []


def test_a_list_of_articles_has_a_row_for_each_that_leads_to_its_sentence() -> None:
    quoted = [
        Sentence(text, (cite(source, text, number),), verdict=Verdict("quoted"))
        for number, (source, text) in enumerate(((TALKS_AR, TROOPS_AR), (TALKS_EN, TROOPS_EN)), 1)
    ]
    told = replace(answer("news", quoted), intent="latest", preface="The newest:")
    html = messages.replied(told, language="en")
    text = Reading(html).text
    assert text.index("The newest:") < text.index(TROOPS_AR) < text.index(TROOPS_EN)
    assert TALKS_AR.title in text
    assert "no source" not in text
    assert "Every sentence is quoted" in text
    targets = [parse_href(link) for link in _links(html)]
    assert [target and target.article_id for target in targets] == [TALKS_AR.id, TALKS_EN.id]


def test_a_summary_is_running_text_with_its_sources() -> None:
    points = [Sentence(TROOPS_EN, (cite(TALKS_EN, TROOPS_EN),), verdict=Verdict("quoted"))]
    told = replace(answer("sum up", points, reason="More in a brief."), intent="summary")
    html = messages.replied(replace(told, preface="In short:"), language="en")
    text = Reading(html).text
    assert text.index("In short:") < text.index(TROOPS_EN) < text.index("More in a brief.")
    assert "Sources" in text
