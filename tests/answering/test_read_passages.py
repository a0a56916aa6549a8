"""What is read of the passages found."""

from __future__ import annotations

import pytest

from rag.answering.read_passages import asks_for_any_words, read_passages
from rag.answering.sentence_ranking import SentenceRanking
from rag.embedding.use import UseEmbedder
from tests.answering.test_sentence_ranking import ToldReader
from tests.factories import ANALYZER, evidence, passage


@pytest.mark.parametrize(
    ("question", "any_words"),
    [
        ("What did Defense Secretary Lloyd Austin say?", True),
        ("what did putin say", True),
        ("What did the president of Egypt say?", True),
        ("ماذا قال السيسي؟", True),
        ("ماذا قالت وزيرة الخارجية اليابانية؟", True),
        ("What did Austin say about the command?", False),
        ("What did Austin on Sunday say?", False),
        ("ماذا قال السيسي عن السفينة؟", False),
        ("What did Austin do?", False),
        ("What did say?", False),
        ("Who said that the ship is free?", False),
        ("", False),
    ],
)
def test_a_question_for_anything_that_somebody_said_is_known(
    question: str, any_words: bool
) -> None:
    assert asks_for_any_words(question) == any_words


@pytest.mark.parametrize(
    ("question", "read"),
    [("What did Hana Odeh say?", 0), ("What did Hana Odeh say about ships?", 1)],
)
def test_what_somebody_said_is_judged_by_the_search_alone(question: str, read: int) -> None:
    found = evidence(passage("Hana Odeh said that ships would wait. It rained."))
    passages, reader = [one.passage for one in found], ToldReader()
    ranking = SentenceRanking(lambda stem: 1.0, ANALYZER, UseEmbedder(), reader)
    judged = read_passages(question, "en", passages, ranking)
    assert len(reader.asked) == read
    assert (list(judged) == passages) == (read == 0)
