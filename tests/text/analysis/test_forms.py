from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import forms, stem
from tests.factories import ANALYZER


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("خطيرا", "خطير"),
        ("غادرت", "غادر"),
        ("غادروا", "غادر"),
        ("أخبرني", "اخبر"),
        ("موظفو", "موظف"),
        ("نغادر", "يغادر"),
        ("أغادر", "يغادر"),
        ("تغادر", "يغادر"),
    ],
)
def test_a_form_of_the_word_is_among_them(word: str, form: str) -> None:
    assert form in forms(stem(normalize(word)))


@pytest.mark.parametrize(
    ("form", "listed"),
    [("متواضعا", "متواضع"), ("سنغادر", "يغادر"), ("غادروا", "غادر"), ("مسؤولو", "مسؤول")],
)
def test_the_glossary_knows_forms_of_its_words(form: str, listed: str) -> None:
    given_form, entry = (
        list(ANALYZER.glossary.keys([stem(normalize(word))])) for word in (form, listed)
    )
    assert given_form == entry != []


@given(st.text(alphabet="ابتسنيومغدر", max_size=8))
def test_forms_are_other_words_and_never_short(word: str) -> None:
    for form in forms(word):
        assert form != word
        assert len(form) >= 3
