from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.coverage import Wanted
from rag.text.analysis.tokenizer import words
from tests.factories import ANALYZER


def rarity(chunks: int, **held: int) -> Callable[[str], float]:
    """The idf in a library of so many chunks, `held` of which have a stem; others none."""

    def idf(token: str) -> float:
        n = held.get(token, 0)
        return math.log1p((chunks - n + 0.5) / (n + 0.5))

    return idf


def wanted(question: str) -> Wanted:
    return Wanted.by(question, rarity(100), ANALYZER)


def test_a_text_with_all_the_words_covers_the_question() -> None:
    assert wanted("ships in the canal").coverage("The canal was full of ships.") == 1.0


def test_inflected_words_count_whole_and_like_ones_in_part() -> None:
    assert wanted("الجنود").coverage("قال جنود") == 1.0
    assert 0 < wanted("kilometres").coverage("kilometre-long") <= 1.0


def test_a_text_about_something_else_covers_nothing() -> None:
    assert wanted("ships in the canal").coverage("Bread is sold.") == 0.0


@pytest.mark.parametrize("question", ["", "the of and", "؟", "متى؟", "When?"])
def test_a_question_without_content_is_covered_by_nothing(question: str) -> None:
    assert wanted(question).coverage("anything") == 0.0
    assert wanted(question).key_coverage("anything") == 0.0


def test_rare_words_weigh_more() -> None:
    rare = Wanted.by("zeppelin ships", rarity(5_000, ship=2_000), ANALYZER)
    assert rare.coverage("a zeppelin") > 0.7 > 0.3 > rare.coverage("ships")


def test_words_that_only_ask_do_not_count() -> None:
    assert wanted("ماهو السرطان؟").coverage("السرطان") == 1.0
    assert wanted("Tell me about zeppelins").coverage("zeppelins") == 1.0


def test_what_a_question_is_about_comes_last_and_weighs_more() -> None:
    question = wanted("عاصمة موريتانيا")
    assert question.coverage("موريتانيا") > 0.5 > question.coverage("عاصمة")


def test_a_word_of_the_same_concept_counts_nearly_whole() -> None:
    assert 0.8 < wanted("quake").coverage("an earthquake") < 1.0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("روتشليد", "روتشيلد"),
        ("الاظطراب", "الاضطراب"),
        ("Chandryaan", "Chandrayaan"),
        ("japn", "japan"),
    ],
)
def test_a_slip_of_one_letter_counts_nearly_whole(typed: str, meant: str) -> None:
    assert 0.7 < wanted(typed).coverage(meant) < 1.0


def test_short_words_that_differ_in_a_letter_are_other_words() -> None:
    assert wanted("cat").coverage("cut") == 0.0


def test_across_languages_the_things_named_must_meet() -> None:
    question = wanted("How many ships waited at the Suez Canal?")
    assert question.key_coverage("انتظرت 422 سفينة عند قناة السويس.") > 0.6
    assert question.key_coverage("فاز المنتخب بالمباراة.") < 0.2


def test_across_languages_part_of_a_phrase_counts_in_part() -> None:
    question = wanted("كأس العالم")
    assert question.key_coverage("the World Cup") == 1.0 > question.key_coverage("a cup of tea")


@given(st.text(alphabet="ابتثجحخدذرز ", max_size=40))
def test_a_text_covers_itself(text: str) -> None:
    asked = wanted(text)
    if asked.terms:
        assert asked.coverage(" ".join(words(text))) == pytest.approx(1.0)


@given(st.text(max_size=60), st.text(max_size=200), st.integers(1, 10_000))
def test_coverage_is_a_share(question: str, text: str, chunks: int) -> None:
    asked = Wanted.by(question, rarity(chunks), ANALYZER)
    assert 0.0 <= asked.coverage(text) <= 1.0 + 1e-9
    assert 0.0 <= asked.key_coverage(text) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("أين تقع توجو؟", "تقع توغو في غرب القارة"),
        ("متى ولد موزارت؟", "ولد موتسارت في سالزبورغ"),
        ("من توج بالبطولة؟", "فاز الفريق بالبطولة"),
        ("من أحرز الكأس؟", "فاز المنتخب بالكأس"),
        ("Which firm owns the tower?", "The tower belongs to a company from Osaka."),
        ("هل غرقت سفن؟", "غرقت سفينة شحن"),
    ],
)
def test_synonyms_and_spellings_count_nearly_as_the_word_itself(question: str, text: str) -> None:
    assert Wanted.by(question, lambda _: 3.0, ANALYZER).coverage(text) >= 0.9
