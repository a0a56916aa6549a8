from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.crosslingual.gloss import MOST_LEMMAS, gloss
from tests.factories import ANALYZER

ENGLISH = "The foreign minister of Japan resigned on Sunday; Blinken met 23 U.S. officials in July."
ARABIC = "أعلن وزيرُ الخارجية اليابانيّ استقالته يوم الأحد ٢٨ تموز، والتقى بلينكن مسؤولين في غزة."


def lemmas(sentence: str) -> dict[str, tuple[str, ...]]:
    return {one.text: one.lemmas for one in gloss(sentence, ANALYZER)}


@pytest.mark.parametrize(
    ("sentence", "text", "lemma"),
    [
        (ENGLISH, "foreign minister", "وزير خارجية"),
        (ENGLISH, "Japan", "اليابان"),
        (ENGLISH, "resigned", "استقالة"),
        (ENGLISH, "Sunday", "الأحد"),
        (ENGLISH, "July", "يوليو"),
        ("She lives in Gaza.", "Gaza", "غزة"),
        (ARABIC, "وزيرُ الخارجية", "foreign minister"),
        (ARABIC, "اليابانيّ", "Japanese"),
        (ARABIC, "استقالته", "resign"),
        (ARABIC, "تموز", "July"),
        (ARABIC, "غزة", "Gaza"),
        ("سنُغادر القرية", "سنُغادر", "leave"),
    ],
)
def test_a_word_is_given_in_the_other_language(sentence: str, text: str, lemma: str) -> None:
    assert lemma in lemmas(sentence)[text]


def test_a_word_of_several_meanings_has_the_first_lemma_of_each() -> None:
    assert {"حزب", "طرف"} <= set(lemmas("the party")["party"])
    assert {"day", "Sunday"} <= {one for found in lemmas("يوم الأحد").values() for one in found}


@pytest.mark.parametrize("text", ["23", "Blinken", "٢٨", "بلينكن", "The", "في"])
def test_numbers_persons_and_small_words_are_left_alone(text: str) -> None:
    assert text not in {**lemmas(ENGLISH), **lemmas(ARABIC)}


def test_a_stem_met_by_chance_is_not_shown() -> None:
    assert "away from" not in lemmas("كان سعيدا")["سعيدا"]


def test_words_of_the_other_script_are_left_alone() -> None:
    assert list(lemmas("قالت Reuters إن الحرب انتهت أمس")) == ["قالت", "الحرب", "انتهت", "أمس"]


@pytest.mark.parametrize("sentence", ["", " ", "؟", "12 23", "zxqv"])
def test_a_sentence_without_known_words_has_none(sentence: str) -> None:
    assert gloss(sentence, ANALYZER) == ()


@given(st.one_of(st.text(max_size=80), st.text(alphabet=f"{ENGLISH}{ARABIC}’ـ", max_size=80)))
def test_glosses_stand_in_order_where_they_say(sentence: str) -> None:
    found = gloss(sentence, ANALYZER)
    for one in found:
        assert one.text == sentence[one.start : one.end] != ""
        assert 1 <= len(one.lemmas) <= MOST_LEMMAS
    for one, following in pairwise(found):
        assert one.end <= following.start
