from __future__ import annotations

from datetime import date

import pytest

from ui import words


@pytest.mark.parametrize(
    ("count", "arabic", "english"),
    [
        (0, "0 مقال", "0 articles"),
        (1, "مقال واحد", "1 article"),
        (2, "مقالان", "2 articles"),
        (3, "3 مقالات", "3 articles"),
        (10, "10 مقالات", "10 articles"),
        (24, "24 مقالًا", "24 articles"),
        (100, "100 مقال", "100 articles"),
        (103, "103 مقالات", "103 articles"),
        (12_345, "12,345 مقالًا", "12,345 articles"),
    ],
)
def test_arabic_counts_agree_with_their_noun(count: int, arabic: str, english: str) -> None:
    assert words.articles(count, "ar") == arabic
    assert words.articles(count, "en") == english


def test_dates_are_written_out() -> None:
    assert words.day(date(2024, 7, 28), "ar") == "28 يوليو 2024"
    assert words.day(date(2023, 12, 1), "en") == "1 December 2023"


def test_everything_is_said_in_both_languages() -> None:
    assert all(text["ar"] and text["en"] for text in words.TEXTS.values())
