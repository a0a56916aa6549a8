from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.coverage import Fit, Wanted
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


def fit(question: str, text: str, *, title: str = "", chunks: int = 100) -> Fit:
    """How a text of a library that holds its words once fits a question."""
    stems = {term.stem for term in Wanted.by(f"{title} {text}", rarity(1), ANALYZER).terms}
    known = rarity(chunks, **dict.fromkeys(stems, 1))
    return Wanted.by(question, known, ANALYZER).fit(title, text)


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
    assert not wanted(question).fit("A title", "anything").enough
    assert not wanted(question).fit_across("A title", "anything").enough


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


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("COP28", "Delegates met at COP28 in Dubai."),
        ("cop28?", "Delegates met at COP28 in Dubai."),
        ("غزة؟", "وصلت القافلة إلى غزة أمس."),
        ("من هو مودي؟", "وصل مودي إلى المدينة."),
        ("modi", "Modi watched from afar."),
        ("how many troops are in japan", "Japan hosts 54,000 American troops."),
        ("وكم سفينه انتظرت بالقناه", "انتظرت أكثر من مئة سفينة دورها في القناة."),
    ],
)
@pytest.mark.parametrize("chunks", [1, 80, 5_000])
def test_short_and_carelessly_typed_questions_are_answered_in_libraries_of_any_size(
    question: str, text: str, chunks: int
) -> None:
    assert fit(question, text, chunks=chunks).enough


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("ما عاصمة موريتانيا؟", "وصل الوفد إلى عاصمة البلاد."),
        ("What is the capital of Peru?", "The capital was calm on Sunday."),
        ("Who composed the opera Aida?", "Who composed the letter is not known."),
    ],
)
@pytest.mark.parametrize("chunks", [1, 80, 5_000])
def test_common_words_are_no_answer_where_the_thing_named_is_missing(
    question: str, text: str, chunks: int
) -> None:
    assert not fit(question, text, chunks=chunks).enough


def test_words_that_stand_together_are_stronger_than_words_far_apart() -> None:
    question, between = "the fleet of the harbour", "Nothing else. Nothing more. "
    near = fit(question, f"The fleet left the harbour. {between * 3}")
    far = fit(question, f"The fleet left. {between * 3}The harbour closed.")
    assert near.coverage == far.coverage == 1.0
    assert near.strength > far.strength


def test_the_title_stands_beside_every_sentence() -> None:
    text = "Snow fell. Rain fell. It was freed on Monday."
    titled = fit("When was the zeppelin freed?", text, title="The zeppelin")
    assert titled.strength > fit("When was the zeppelin freed?", f"The zeppelin. {text}").strength


def test_across_languages_the_things_named_must_meet() -> None:
    question = wanted("How many ships waited at the Suez Canal?")
    assert question.key_coverage("انتظرت 422 سفينة عند قناة السويس.") > 0.6
    assert question.key_coverage("فاز المنتخب بالمباراة.") < 0.2
    assert question.fit_across("", "انتظرت 422 سفينة عند قناة السويس.").enough
    assert not question.fit_across("", "وصلت سفينة أخرى أمس.").enough


def test_across_languages_part_of_a_phrase_counts_in_part() -> None:
    question = wanted("كأس العالم")
    assert question.key_coverage("the World Cup") == 1.0 > question.key_coverage("a cup of tea")


@given(st.text(max_size=60), st.text(max_size=200), st.integers(1, 10_000))
def test_coverage_is_a_share_and_strength_follows_it(question: str, text: str, chunks: int) -> None:
    asked = Wanted.by(question, rarity(chunks), ANALYZER)
    for found in (asked.fit("", text), asked.fit_across("", text)):
        assert 0.0 <= found.coverage <= 1.0 + 1e-9
        assert found.strength <= found.coverage + 0.4 + 0.3 + 1e-9
        assert found.enough == (found.strength >= found.least)


@given(st.text(alphabet="ابتثجحخدذرز ", max_size=40))
def test_a_text_covers_itself(text: str) -> None:
    asked = wanted(text)
    if asked.terms:
        assert asked.coverage(" ".join(words(text))) == pytest.approx(1.0)


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


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("ما هي بافيا؟", "تحارب إيطاليا المافيا، ومافيا الجنوب خاصة"),
        ("أين تقع برلين؟", "غنت مرلين في الحفل"),
    ],
)
def test_what_is_only_alike_is_no_evidence(question: str, text: str) -> None:
    assert not Wanted.by(question, lambda _: 3.0, ANALYZER).fit("", text).enough
