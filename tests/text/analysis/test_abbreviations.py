from __future__ import annotations

import pytest

from rag.text.analysis.abbreviations import join_initials, long_forms


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
