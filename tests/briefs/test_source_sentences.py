from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.briefs.tuning import LONGEST_SENTENCE, READ_CHARACTERS
from rag.text.analyzer import shipped_analyzer
from tests.factories import article

ANALYZER = shipped_analyzer()

CAPTION = "The mayor (left) visits a school on Sunday. AFP"


def test_a_caption_is_not_the_lead() -> None:
    text = f"{CAPTION}\nSchools reopened on Monday. Buses run again.\n"
    (evidence,) = as_evidence([article(text)])
    told = article_sentences(evidence)
    assert [line.text for line in told] == ["Schools reopened on Monday.", "Buses run again."]
    assert [line.place for line in told] == [0, 1]


def test_where_only_captions_are_left_they_are_told() -> None:
    (evidence,) = as_evidence([article(CAPTION)])
    assert next(line.text for line in article_sentences(evidence)).startswith("The mayor")


def test_sentences_over_which_a_quotation_is_spread_are_one() -> None:
    text = '"We are late. They feel abandoned," the envoy Jo Dee wrote. Trucks crossed on Thursday.'
    (evidence,) = as_evidence([article(text)])
    told = article_sentences(evidence)
    assert [line.text for line in told] == [
        '"We are late. They feel abandoned," the envoy Jo Dee wrote.',
        "Trucks crossed on Thursday.",
    ]


def test_a_sentence_cut_out_of_a_quotation_is_left_out() -> None:
    text = (
        'Trucks crossed on Thursday. "We are late, the envoy wrote. Rain fell. It rained. So. Oh.'
    )
    (evidence,) = as_evidence([article(text)])
    told = article_sentences(evidence)
    assert told[0].text == "Trucks crossed on Thursday."
    assert not any('"' in line.text for line in told)


def test_a_sentence_is_told_without_its_dateline_and_with_the_day_beside_sunday() -> None:
    text = "TOKYO, July 29 (Reuters) - The ministers signed a pact on Sunday. (AFP)"
    (evidence,) = as_evidence([article(text, published_at=date(2024, 7, 29))])
    (line,) = article_sentences(evidence)
    assert line.text == line.citation.quote == "The ministers signed a pact on Sunday."
    assert line.shown == "The ministers signed a pact on Sunday [28 July]."
    checked = line.checked(language="en", analyzer=ANALYZER)
    assert checked.text == line.shown
    assert checked.verdict is not None
    assert (checked.verdict.status, checked.verdict.reasons) == ("quoted", ())
    assert [one.quote for one in checked.citations] == [line.text]


def test_the_full_stop_behind_an_agency_stands_behind_the_sentence() -> None:
    (evidence,) = as_evidence([article("Five people were killed in Homs (Reuters).")])
    (line,) = article_sentences(evidence)
    assert (line.text, line.shown) == (
        "Five people were killed in Homs",
        "Five people were killed in Homs.",
    )


def test_a_last_name_is_told_with_its_introduction() -> None:
    text = (
        "Numbers fell this year. Prices rose too. A lawmaker, Byeong Park, gave the figures. "
        "Mr Park said borders were tighter."
    )
    (evidence,) = as_evidence([article(text)])
    assert [line.needs for line in article_sentences(evidence)] == [0, 0, 0, 1]


def test_headings_without_a_full_stop_are_left_out() -> None:
    text = "The port reopened on Monday. Ships wait for days. A chance for these crews\nRain fell."
    (evidence,) = as_evidence([article(text)])
    assert "A chance for these crews" not in [line.text for line in article_sentences(evidence)]


def test_a_line_needs_the_one_that_names_its_speaker() -> None:
    text = "The minister Jo Dee resigned on Monday, officials said. He said the work was done."
    (evidence,) = as_evidence([article(text)])
    lines = article_sentences(evidence)
    assert [line.needs for line in lines] == [0, 1]


def test_articles_are_numbered_in_their_order() -> None:
    evidence = as_evidence([article("One.", id="a"), article("Two.", id="b")])
    assert [(one.number, one.passage.article.id) for one in evidence] == [(1, "a"), (2, "b")]


@given(st.text(max_size=200))
def test_a_line_cites_its_exact_words(text: str) -> None:
    (evidence,) = as_evidence([article(text)])
    for line in article_sentences(evidence):
        assert line.citation.quote == text[line.start : line.end]
        assert line.text == " ".join(line.citation.quote.split())
        assert line.sentence.text == line.shown


def test_of_a_long_article_the_beginning_is_read() -> None:
    told = "Trucks crossed on Thursday. "
    long = article(told * 5_000)
    (evidence,) = as_evidence([long])
    lines = article_sentences(evidence)
    assert len(lines) == READ_CHARACTERS // len(told)
    assert all(line.end <= READ_CHARACTERS and line.article.text == long.text for line in lines)


def test_a_text_without_full_stops_is_told_to_the_end_of_a_clause() -> None:
    text = ", ".join(f"the port of town{at} opened on time" for at in range(5_000))
    (evidence,) = as_evidence([article(text)])
    (line,) = article_sentences(evidence)
    assert LONGEST_SENTENCE - 8 < len(line.text.split()) <= LONGEST_SENTENCE
    assert line.text.endswith("opened on time")
    assert line.shown == f"{line.text} …"
    assert line.citation.quote == line.text
    checked = line.checked(language="en", analyzer=ANALYZER)
    assert checked.verdict is not None
    assert checked.verdict.sound


@pytest.mark.parametrize("word", ["المدينة", "city"])
def test_a_text_without_any_mark_is_told_in_part(word: str) -> None:
    (evidence,) = as_evidence([article(f"{word} " * 3_000)])
    (line,) = article_sentences(evidence)
    assert len(line.text.split()) == LONGEST_SENTENCE
