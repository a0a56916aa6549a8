from __future__ import annotations

import pytest

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import stem
from rag.text.crosslingual.transliteration import spelling_key


def key(word: str) -> str:
    return spelling_key(stem(normalize(word)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("توجو", "توغو"),
        ("موزارت", "موتسارت"),
        ("بوكيتينو", "بوكتينو"),
        ("هامبورج", "هامبورغ"),
        ("غرينلاند", "جرينلاند"),
        ("بورغوندي", "بورجوندي"),
        ("ماتيو", "ماثيو"),
        ("أوزبكستان", "أزبكستان"),
        ("ميتسوتاكيس", "ميتزوتاكيس"),
        ("تشيلوفسكي", "شيلوفسكي"),
    ],
)
def test_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("بافيا", "مافيا"), ("توغو", "تيغو"), ("برلين", "مرلين"), ("ماتيو", "متا")]
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("word", ["", "من", "جبل", "gaza", "2024"])
def test_short_words_and_other_scripts_have_none(word: str) -> None:
    assert spelling_key(word) == ""
