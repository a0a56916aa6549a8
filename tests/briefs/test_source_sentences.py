from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from tests.factories import article

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


def test_a_sentence_cut_out_of_a_quotation_is_left_out() -> None:
    text = '"We are late. They feel abandoned," the envoy wrote. Trucks crossed on Thursday.'
    (evidence,) = as_evidence([article(text)])
    told = article_sentences(evidence)
    assert [line.text for line in told] == ["Trucks crossed on Thursday."]
    assert told[0].place == 2


def test_articles_are_numbered_in_their_order() -> None:
    evidence = as_evidence([article("One.", id="a"), article("Two.", id="b")])
    assert [(one.number, one.passage.article.id) for one in evidence] == [(1, "a"), (2, "b")]


@given(st.text(max_size=200))
def test_a_line_cites_its_exact_words(text: str) -> None:
    (evidence,) = as_evidence([article(text)])
    for line in article_sentences(evidence):
        assert line.citation.quote == text[line.start : line.end]
        assert line.sentence.text == " ".join(line.citation.quote.split())
