from __future__ import annotations

from rag.exports.brief_document import Mark, Numbering
from tests.exports.briefs import ARABIC, ENGLISH, cited


def test_one_sentence_of_a_number_has_the_number() -> None:
    citation = cited(ENGLISH, 7)[1]
    numbering = Numbering([citation, citation])
    assert numbering.marks([citation, citation]) == (Mark("7", "cite_7"),)


def test_several_sentences_of_a_number_are_told_apart_in_the_order_of_the_article() -> None:
    first, second, third = cited(ENGLISH, 7)
    numbering = Numbering([third, first, second])
    labels = [mark.label for mark in numbering.marks([second, third, first])]
    assert labels == ["7.2", "7.3", "7.1"]


def test_each_article_has_what_is_cited_of_it_in_order() -> None:
    arabic, english = cited(ARABIC, 1), cited(ENGLISH, 2)
    numbering = Numbering([english[2], arabic[0], english[0]])
    found = [(mark.label, one.quote) for mark, one in numbering.of_article(ENGLISH)]
    assert found == [("2.1", english[0].quote), ("2.2", english[2].quote)]
    assert list(numbering.articles()) == [ARABIC, ENGLISH]
