from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.key_facts.key_facts import arabic_names, english_names
from tests.factories import ANALYZER


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prime Minister Narendra Modi met Fumio Kishida.", ["Narendra Modi", "Fumio Kishida"]),
        ("Ms Amina Mohammed's office did not answer.", ["Amina Mohammed"]),
        ("The World Bank and the Suez Canal Authority agreed.", []),
        ("The talks in South Korea ended on Sunday in Addis Ababa.", []),
        ("Trucks crossed at Bab al-Hawa.", []),
        ("he said nothing", []),
    ],
)
def test_english_names(sentence: str, expected: list[str]) -> None:
    assert english_names(sentence, ANALYZER.glossary) == expected


def test_an_arabic_name_is_known_by_its_english_sound() -> None:
    text = "واستقبل في القصر فوميو كيشيدا ونارندرا مودي."
    assert arabic_names(text, ANALYZER.glossary, english=["Narendra Modi", "Fumio Kishida"]) == [
        "فوميو كيشيدا",
        "نارندرا مودي",
    ]


def test_an_arabic_name_is_known_by_its_title() -> None:
    assert arabic_names("وقالت الوزيرة شيري رحمن إن الصندوق ضروري.", ANALYZER.glossary) == [
        "شيري رحمن"
    ]
    assert arabic_names("وقال رئيس الوزراء الياباني فوميو كيشيدا.", ANALYZER.glossary) == [
        "فوميو كيشيدا"
    ]


def test_a_title_before_other_words_is_no_name() -> None:
    assert arabic_names("وقال الوزير إن الاجتماع تأجل.", ANALYZER.glossary) == []
    assert arabic_names("اجتمع وزراء الخارجية في العاصمة.", ANALYZER.glossary) == []


@given(st.text(max_size=80))
def test_a_name_is_part_of_its_text(text: str) -> None:
    line = " ".join(text.split())
    for name in [
        *english_names(line, ANALYZER.glossary),
        *arabic_names(line, ANALYZER.glossary, english=["Fumio Kishida"]),
    ]:
        assert name in line
