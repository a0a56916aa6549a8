from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.facts import facts
from rag.text.facts.bare_words import is_no_figure

_PARTS = ["ال", "و", "ب", "ثلاث", "خمس", "ين", "ات", "نصف", "مايو", "الف", "هم", "تسعين", "x", "ي"]


@pytest.mark.parametrize("word", ["government", "الحكومة", "Paris", "may", "ministers", "بغداد"])
def test_an_ordinary_word_is_no_figure(word: str) -> None:
    assert is_no_figure(word)


@pytest.mark.parametrize(
    "word", ["seven", "سبعة", "May", "XIV", "12", "dozen", "يومان", "nineties", "نصفهم", "ثلثا"]
)
def test_what_may_be_a_figure_is_not_passed_over(word: str) -> None:
    assert not is_no_figure(word)


@given(
    st.text(max_size=12)
    | st.lists(st.sampled_from(_PARTS), max_size=4).map("".join)
    | st.text(alphabet="IVXLMmayjunfsehti", max_size=7)
)
def test_a_word_that_is_no_figure_has_no_facts(word: str) -> None:
    if is_no_figure(word):
        assert all(fact.kind == "magnitude" for fact in facts(word).facts)
