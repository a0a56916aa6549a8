from __future__ import annotations

import pytest

from rag.text.analysis.abbreviations import are_same, is_named_by, join_initials, long_forms


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("Rev James Cole", "reverend james cole"),
        ("Mt Kenya and St Petersburg", "mount kenya and saint petersburg"),
        ("Mr Mugabe", " mugabe"),
        ("the co rep", "the co rep"),
        ("قال د سامي", "قال دكتور سامي"),
        ("أكد م علي", "أكد مهندس علي"),
        ("طوله 30 م تقريبا", "طوله 30 م تقريبا"),
        ("", ""),
    ],
)
def test_an_abbreviation_is_what_it_stands_for(tokens: str, expected: str) -> None:
    split = tokens.split()
    assert " ".join(long_forms(split, [token.lower() for token in split])) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U. S. president", "The U.S.  president"),
        ("the U.n. and U. K. agreed", "the U.n. and U.K.  agreed"),
        ("J. K. Rowling", "J. K. Rowling"),
        ("Plan U. Some agreed.", "Plan U. Some agreed."),
    ],
)
def test_the_initials_of_a_country_are_put_together(text: str, expected: str) -> None:
    joined = join_initials(text)
    assert joined == expected
    assert len(joined) == len(text)


@pytest.mark.parametrize(
    ("words", "others", "same"),
    [
        ("rev cole", "reverend cole", True),
        ("mr mugabe", "robert mugabe", False),
        ("mr", "robert", True),
        ("the intl assn", "international association", True),
        ("lt cole", "sgt cole", False),
    ],
)
def test_words_differ_only_by_how_titles_are_written(words: str, others: str, same: bool) -> None:
    assert are_same(words.split(), others.split()) is same
    assert are_same(others.split(), words.split()) is same


def test_an_abbreviation_is_named_by_what_it_stands_for() -> None:
    assert is_named_by("gov", ["governor"])
    assert is_named_by("governor", ["gov"])
    assert is_named_by("us", ["the", "u", "s"])
    assert is_named_by("mrs", [])
    assert not is_named_by("gov", ["government"])
