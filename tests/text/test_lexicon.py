from __future__ import annotations

import pytest

from rag.text.analysis.tokenizer import words
from rag.text.cldr import Lexicon, without_article

LEXICON = Lexicon(
    (words(phrase), key)
    for phrase, key in [
        ("كوريا", "korea"),
        ("كوريا الشمالية", "north"),
        ("الولايات المتحدة", "us"),
        ("لبنان", "lebanon"),
        ("North Korea", "north"),
        ("Korea", "korea"),
    ]
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", []),
        ("رئيس كوريا الشمالية", ["north"]),
        ("رئيس كوريا الجنوبية", ["korea"]),
        ("وبكوريا الشمالية ولبنان", ["north", "lebanon"]),
        ("للولايات المتحدة وبالولايات المتحدة", ["us", "us"]),
        ("North Korea and Korea", ["north", "korea"]),
        ("northkorea", []),
    ],
)
def test_the_longest_phrase_is_found_behind_its_clitics(text: str, keys: list[str]) -> None:
    assert [key for _, _, key in LEXICON.matches(words(text))] == keys


def test_places_are_those_of_the_words() -> None:
    assert list(LEXICON.matches(words("زار كوريا الشمالية ثم لبنان"))) == [
        (1, 3, "north"),
        (4, 5, "lebanon"),
    ]


def test_the_first_key_of_a_phrase_stands() -> None:
    assert list(Lexicon([(["oman"], "one"), (["oman"], "two")]).matches(["oman"])) == [
        (0, 1, "one")
    ]


@pytest.mark.parametrize(
    ("word", "bare"), [("اليابان", "يابان"), ("للصين", "صين"), ("الف", "الف"), ("japan", "japan")]
)
def test_the_article_is_taken_off_where_a_word_remains(word: str, bare: str) -> None:
    assert without_article(word) == bare
