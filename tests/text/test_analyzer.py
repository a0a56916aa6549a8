from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import stem
from rag.text.analyzer import analyze, content_stem, content_stems, grams


def test_an_empty_text_has_empty_bags() -> None:
    for text in ("", "؟!…", "\u200f"):
        analysis = analyze(text)
        assert not analysis.stems
        assert not analysis.grams
        assert not analysis.keys


def test_counts_are_kept() -> None:
    analysis = analyze("الجنود في اليابان، جنود أمريكيون. Troops, troops")
    assert analysis.stems["troop"] == 2
    assert analysis.grams["troo"] == 2
    assert analysis.keys["c:JP"] == 1


def test_a_question_meets_the_answer_in_another_form() -> None:
    question = analyze("كم عدد الجنود الأمريكيين في اليابان؟")
    answer = analyze("ويتمركز في اليابان أكثر من ٥٤ ألف جنديّ أمريكي")
    assert {stem("اليابان"), stem("امريكي")} <= question.stems.keys() & answer.stems.keys()
    assert {"c:JP", "c:US"} <= question.keys.keys() & answer.keys.keys()


def test_stopwords_have_no_stem_but_arabic_ones_keep_their_grams() -> None:
    assert content_stem("علي") == ""
    assert grams("علي") == ("_علي", "علي_")
    assert grams("the") == ()
    assert content_stems("Who is the envoy to the U.S.?") == ["envoy", "us"]


@pytest.mark.parametrize(
    ("word", "expected"), [("gaza", ("_gaz", "gaza", "aza_")), ("x", ("_x_",)), ("54", ("_54_",))]
)
def test_grams_mark_the_ends_of_a_word(word: str, expected: tuple[str, ...]) -> None:
    assert grams(word) == expected


@given(st.text())
def test_tokens_are_single_words(text: str) -> None:
    analysis = analyze(text)
    for bag in (analysis.stems, analysis.grams, analysis.keys):
        assert all(token.split() == [token] and count > 0 for token, count in bag.items())


@given(st.text())
def test_words_are_analysed_alike_however_they_are_spelt(text: str) -> None:
    assert analyze(normalize(text)).stems == analyze(text).stems
    assert analyze(normalize(text)).grams == analyze(text).grams


def test_a_word_of_ten_thousand_letters_is_no_trouble() -> None:
    started = time.process_time()
    for letter in "aبوز":
        assert analyze(letter * 10_000).stems
    assert time.process_time() - started < 2
