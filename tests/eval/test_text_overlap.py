"""Lexical metrics on our tokens agree with the tools that define them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.text_overlap import best, chrf, f1, f1_stem, holds_answer, rouge, states_number

# ROUGE-1, -2, -L: what rouge-score 0.1.2 gives with our tokens as its tokenizer.
ROUGE = [
    ("أعلن الرئيس استقالته أمس", "أَعلن الرئيسُ استقالته أمس", (1.0, 1.0, 1.0)),
    ("فاز ريال مدريد بالدوري عام 2018", "انهار جسر في إيطاليا عام 2018", (0.3333, 0.2, 0.3333)),
    ("شركة Apple تعلن عن هاتف", "غرامة على شركة Apple في أوروبا", (0.3636, 0.2222, 0.3636)),
    (
        "The ferry sailed again on Monday after five weeks",
        "On Monday, after five weeks, the ferry sailed again",
        (1.0, 0.8571, 0.625),
    ),
    (
        "غرقت السفينة في القناة يوم الثلاثاء وتوقفت الملاحة",
        "توقفت الملاحة في قناة السويس بعد أن غرقت سفينة",
        (0.5882, 0.2667, 0.2353),
    ),
    ("the cat the cat the cat", "the cat sat on the mat", (0.2857, 0.0, 0.2857)),
    ("", "x", (0.0, 0.0, 0.0)),
]
WORDS = st.lists(st.sampled_from(["سفينة", "قناة", "42", "the", "canal", "ship"]), max_size=8)


@pytest.mark.parametrize(("answer", "right", "expected"), ROUGE)
def test_rouge_is_that_of_its_authors(
    answer: str, right: str, expected: tuple[float, float, float]
) -> None:
    got = (rouge(answer, right, "rouge_1"), rouge(answer, right, "rouge_2"))
    assert (*got, rouge(answer, right, "rouge_l")) == pytest.approx(expected, abs=1e-4)


@given(WORDS, WORDS)
def test_all_are_symmetric_and_between_0_and_1(ours: list[str], theirs: list[str]) -> None:
    one, other = " ".join(ours), " ".join(theirs)
    for value in (f1(one, other), f1_stem(one, other), rouge(one, other, "rouge_l")):
        assert 0 <= value <= 1
    assert f1(one, other) == f1(other, one)
    assert rouge(one, other, "rouge_l") == rouge(other, one, "rouge_l")
    assert rouge(one, other, "rouge_l") <= rouge(one, other, "rouge_1") + 1e-9


def test_chrf_sees_through_spelling_and_has_a_floor() -> None:
    assert chrf("المَلِكُ سَلْمَان", "الملك سلمان") == pytest.approx(1)
    unrelated = chrf("غرقت السفينة في القناة يوم الثلاثاء", "أعلن البرلمان نتيجة التصويت أمس")
    assert 0.05 < unrelated < 0.3


def test_the_nearest_right_answer_counts() -> None:
    assert best(f1, "fifty thousand", ["50", "fifty thousand"]) == 1
    assert best(f1, "x", []) == 0


def test_a_gold_number_may_stand_in_another_form() -> None:
    assert states_number("وصل نحو خمسين ألف لاجئ", "50,000") == 1
    assert states_number("Some 51,000 came", "50,000") == 0
    assert states_number("no figure", "Tokyo") is None


def test_an_answer_in_a_sentence_is_held() -> None:
    assert holds_answer("انتظرت 422 سفينة دورها.", "٤٢٢ سفينة") == 1
    assert holds_answer("انتظرت 4220 سفينة.", "422") == 0
