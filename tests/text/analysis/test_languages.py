"""Language and direction follow the script that has more letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Language
from rag.text.analysis.languages import detect_language, direction

CASES: list[tuple[str, Language]] = [
    ("كم عدد الجنود في القاعدة؟", "ar"),
    ("How many soldiers are at the base?", "en"),
    ("ما هو ChatGPT؟", "en"),  # eight Latin letters against four and a half
    ("ما هو برنامج ChatGPT؟", "ar"),
    ("من فاز بكأس العالم FIFA 2022؟", "ar"),
    ("The Arabic word شكرا means thanks", "en"),
    ("أعلنت NASA إطلاق التلسكوب James Webb", "ar"),
    ("خبر https://www.example.org/news/2024/07/a-very-long-address-in-latin", "ar"),
    ("راسلنا press-office@example-ministry.org", "ar"),
    ("ﻣﺮﺣﺒﺎ", "ar"),  # presentation forms, as PDF files hold them
    ("Élection présidentielle à Paris", "en"),
]


@pytest.mark.parametrize(("text", "language"), CASES)
def test_the_heavier_script_decides(text: str, language: Language) -> None:
    assert detect_language(text) == language
    assert direction(text) == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("text", ["", " \n", "2024 – 50 %", "١٢٣؟", "Привет", "😀", "بب abc"])
@pytest.mark.parametrize("default", ["ar", "en"])
def test_where_neither_script_outweighs_the_default_is_given(text: str, default: Language) -> None:
    assert detect_language(text, default=default) == default
    assert direction(text) == "ltr"


@given(st.text(alphabet="ابتثجحخدذ ،.؟١٢"))
def test_arabic_letters_alone_are_arabic(text: str) -> None:
    assert detect_language("م" + text) == "ar"


@given(st.text())
def test_any_text_has_a_language_and_a_direction(text: str) -> None:
    assert (detect_language(text, default="en") == "ar") == (direction(text) == "rtl")
