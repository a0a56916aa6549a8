from __future__ import annotations

from datetime import date

import pytest

from rag.records import BriefProgress, Scope
from ui import words

MAY, FEBRUARY = date(2023, 5, 3), date(2024, 2, 12)


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


@pytest.mark.parametrize(
    ("scope", "arabic", "english"),
    [
        (
            Scope(24, MAY, FEBRUARY),
            "نطاق البحث: 24 مقالًا، من 3 مايو 2023 إلى 12 فبراير 2024",
            "Searched 24 articles, 3 May 2023 – 12 February 2024",
        ),
        (
            Scope(1, MAY, MAY),
            "نطاق البحث: مقال واحد، 3 مايو 2023",
            "Searched 1 article, 3 May 2023",
        ),
        (Scope(2), "نطاق البحث: مقالان", "Searched 2 articles"),
        (Scope(0), "نطاق البحث: 0 مقال", "Searched 0 articles"),
    ],
)
def test_what_was_searched_is_told_with_its_first_and_last_day(
    scope: Scope, arabic: str, english: str
) -> None:
    assert words.searched(scope, "ar") == arabic
    assert words.searched(scope, "en") == english


@pytest.mark.parametrize(
    ("count", "total", "arabic", "english"),
    [
        (
            0,
            1,
            "هذه الجملة لا يؤيدها مصدرها تمامًا.",
            "This sentence is not fully borne out by its source.",
        ),
        (
            0,
            3,
            "لا تؤيد المصادر أيَّ جملة من أصل 3 جمل.",
            "None of the 3 sentences is borne out by its source.",
        ),
        (
            1,
            2,
            "تؤيد المصادر جملة واحدة من أصل جملتين.",
            "1 of 2 sentences is borne out by its source.",
        ),
        (
            2,
            3,
            "تؤيد المصادر جملتين من أصل 3 جمل.",
            "2 of 3 sentences are borne out by their sources.",
        ),
        (
            9,
            11,
            "تؤيد المصادر 9 جمل من أصل 11 جملةً.",
            "9 of 11 sentences are borne out by their sources.",
        ),
    ],
)
def test_how_much_is_borne_out_agrees_with_its_number(
    count: int, total: int, arabic: str, english: str
) -> None:
    assert words.borne_out(count, total, "ar") == arabic
    assert words.borne_out(count, total, "en") == english


@pytest.mark.parametrize(
    ("step", "arabic", "english"),
    [
        (BriefProgress("reading", 0, 1), "تُقرأ المقالات…", "Reading the articles…"),
        (
            BriefProgress("reading", 2, 12),
            "تُقرأ المقالات… 2 من 12",
            "Reading the articles… 2 of 12",
        ),
        (BriefProgress("writing", 0, 1), "يُكتب الموجز…", "Writing the brief…"),
        (
            BriefProgress("checking", 1, 3),
            "تُراجع النقاط على مصادرها… 1 من 3",
            "Checking the points against their sources… 1 of 3",
        ),
    ],
)
def test_how_far_a_brief_has_come_is_told(step: BriefProgress, arabic: str, english: str) -> None:
    assert words.progress(step, "ar") == arabic
    assert words.progress(step, "en") == english


def test_everything_is_said_in_both_languages() -> None:
    assert all(text["ar"] and text["en"] for text in words.TEXTS.values())
