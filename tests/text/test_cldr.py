from __future__ import annotations

import subprocess
import sys

import pytest

from rag.text.analysis.tokenizer import words
from rag.text.cldr import month_names, names, places


def keys(text: str) -> list[str]:
    return [key for _, _, key in names().matches(words(text))]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Japan", "اليابان"),
        ("Japanese", "يابانية"),
        ("Syrians", "السوريين"),
        ("France", "فرنسا"),
        ("French", "الفرنسيون"),
        ("United States", "الولايات المتحدة"),
        ("America", "أميركا"),
        ("British", "البريطاني"),
        ("Saudi Arabia", "السعودية"),
        ("European Union", "للاتحاد الأوروبي"),
        ("Palestinian", "فلسطينيون"),
        ("Turkey", "تركيا"),
        ("Hebrew", "العبرية"),
        ("London", "لندن"),
        ("Gaza", "وغزة"),
        ("New York", "نيويورك"),
        ("Kuwait", "بالكويت"),
        ("dollars", "دولارا"),
        ("July", "يوليو"),
        ("July", "تموز"),
        ("July", "جويلية"),
        ("August", "غشت"),
        ("December", "كانون الأول"),
    ],
)
def test_both_languages_have_the_same_key(english: str, arabic: str) -> None:
    assert keys(english) == keys(arabic) != []


@pytest.mark.parametrize(
    "text", ["مالي", "نوم", "ماهي", "بين", "كبير", "won", "the world", "Napoleon"]
)
def test_common_words_are_no_names(text: str) -> None:
    assert keys(text) == []


def test_babel_is_loaded_on_first_use_only() -> None:
    code = "import sys, rag.text.cldr; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_months_have_the_names_of_every_region_once() -> None:
    pairs = month_names()
    assert len(pairs) == len(set(pairs))
    assert {(10, "October"), (10, "Oct"), (10, "أكتوبر"), (10, "تشرين الأول")} <= set(pairs)
    assert {(8, "غشت"), (8, "أوت"), (8, "آب"), (7, "جويلية")} <= set(pairs)


def test_places_are_countries_and_cities_without_their_adjectives() -> None:
    said = "the japanese in tokyo and south korea, the american talks with japan"
    told = said.replace(",", "").split()
    assert [" ".join(told[start:end]) for start, end, _ in places().matches(told)] == [
        "tokyo",
        "south korea",
        "japan",
    ]
