from __future__ import annotations

from rag.text.crosslingual.unknown_words import unknown_words
from tests.factories import ANALYZER


def test_the_most_frequent_unknown_words_come_first_with_their_counts() -> None:
    texts = ["The zorblax met the zorblaxes and a quixnar.", "الزربلكس والزربلكس"]
    assert unknown_words(texts, ANALYZER.glossary, limit=5) == {
        "en": [("zorblax", 2), ("quixnar", 1)],
        "ar": [("الزربلكس", 2)],
    }


def test_concepts_names_numbers_and_stopwords_are_known() -> None:
    text = "The foreign minister of Japan met 54,000 people in March. وزير الخارجية في اليابان"
    assert unknown_words([text], ANALYZER.glossary, limit=5) == {"en": [], "ar": []}


def test_no_texts_have_no_unknown_words_and_the_limit_holds() -> None:
    assert unknown_words([], ANALYZER.glossary, limit=5) == {"en": [], "ar": []}
    assert len(unknown_words(["zorblax quixnar florbix"], ANALYZER.glossary, limit=2)["en"]) == 2
