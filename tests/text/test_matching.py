from __future__ import annotations

import pytest

from rag.text.matching import Wanted


def wanted(question: str) -> Wanted:
    return Wanted.by(question, lambda token: 1.0)


def test_a_text_with_all_the_words_covers_the_question() -> None:
    assert wanted("ships in the canal").coverage("The canal was full of ships.") == 1.0


def test_inflected_words_count_whole_and_like_ones_in_part() -> None:
    assert wanted("الجنود").coverage("قال جنود") == 1.0
    assert 0 < wanted("kilometres").coverage("kilometre-long") <= 1.0


def test_a_text_about_something_else_covers_nothing() -> None:
    assert wanted("ships in the canal").coverage("Bread is sold.") == 0.0


@pytest.mark.parametrize("question", ["", "the of and", "؟"])
def test_a_question_without_content_is_covered_by_nothing(question: str) -> None:
    assert wanted(question).coverage("anything") == 0.0
    assert wanted(question).key_coverage("anything") == 0.0


def test_rare_words_weigh_more() -> None:
    rare = Wanted.by("ships zeppelin", lambda token: 5.0 if token.startswith("zep") else 1.0)
    assert rare.coverage("a zeppelin") > 0.8 > rare.coverage("ships")


def test_across_languages_the_things_named_must_meet() -> None:
    question = wanted("How many ships waited at the Suez Canal?")
    assert question.key_coverage("انتظرت 422 سفينة عند قناة السويس.") > 0.6
    assert question.key_coverage("فاز المنتخب بالمباراة.") < 0.2
