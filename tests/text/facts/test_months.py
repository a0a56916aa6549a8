from __future__ import annotations

import pytest

from rag.text.analysis.folding import plain
from rag.text.facts.months import months


def found(text: str, *, sure: bool | None = None) -> list[str]:
    return [month.key for month in months(plain(text)) if sure in (None, month.sure)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("October, Oct. and october", ["10", "10"]),
        ("أكتوبر وتشرين الأول وأوكتوبر", ["10", "10", "10"]),
        ("تشرين الثاني، كانون الأول، كانون ثاني", ["11", "12", "1"]),
        ("جانفي وفيفري وجويلية وغشت وشتنبر ودجنبر", ["1", "2", "7", "8", "9", "12"]),
        ("في حزيران/يونيو", ["6", "6"]),
        ("لشباط بأيلول والنيسان", ["2", "9", "4"]),
        ("ذو الحجة وربيع الأول وجمادى الآخرة", ["h12", "h3", "h6"]),
        ("Muharram, Rabi al-Thani", ["h1", "h4"]),
        ("المارسي، سبتمبرية", []),
        ("it may march", []),
        ("Mayor Junes", []),
    ],
)
def test_months_are_found_under_all_their_names(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Theresa May", "since May's speech", "March on", "تيريزا ماي", "آب وأم", "مارس حقه", "صفر"],
)
def test_a_name_that_is_another_word_too_is_not_sure(text: str) -> None:
    assert found(text)
    assert found(text, sure=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "5 May",
        "May 2024",
        "in May",
        "mid-March",
        "the fifth of May",
        "شهر آب",
        "الخامس من مارس",
        "الخامس عشر من ماي",
        "في أوت",
        "٩ صفر",
        "آب/أغسطس 2019",
    ],
)
def test_a_day_a_year_or_a_preposition_makes_it_sure(text: str) -> None:
    assert found(text, sure=True)
