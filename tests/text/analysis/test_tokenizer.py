from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("؟! …", []),
        ("قال الرئيس: «نعم».", ["قال", "الرييس", "نعم"]),
        ("Trump's aides don't know", ["trump", "aides", "dont", "know"]),
        ("the U.S. and O’Brien", ["the", "us", "and", "obrien"]),
        ("54,000 و18 km2 3.5%", ["54000", "و", "18", "km", "2", "3.5"]),
        ("لـBBC covid19", ["ل", "bbc", "covid", "19"]),
        ("حلف_الناتو", ["حلف", "الناتو"]),
    ],
)
def test_words_are_runs_of_letters_and_numbers(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_tokens_keep_their_capitals() -> None:
    assert tokens("Blinken met US envoys") == ["Blinken", "met", "US", "envoys"]


@given(st.text())
def test_words_have_no_white_space_and_are_never_empty(text: str) -> None:
    assert all(word.split() == [word] for word in words(text))


@given(st.text())
def test_words_of_a_normalised_text_are_the_same(text: str) -> None:
    assert words(normalize(text)) == words(text)
