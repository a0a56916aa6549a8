from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.asked_days import asked_days
from rag.text.asked_lengths import asked_length

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-07-28", "2024-07-28", "2024-07-28"),
        ("٢٠٢٤-٠٧-٢٨", "2024-07-28", "2024-07-28"),
        (" 2024/8/31 ", "2024-08-31", "2024-08-31"),
        ("28/07/2024", "2024-07-28", "2024-07-28"),
        ("28.7.2024", "2024-07-28", "2024-07-28"),
        ("2024-07", "2024-07-01", "2024-07-31"),
        ("02/2024", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("عام ٢٠٢٤", "2024-01-01", "2024-12-31"),
        ("28 July 2024", "2024-07-28", "2024-07-28"),
        ("July 28, 2024", "2024-07-28", "2024-07-28"),
        ("the 28th of July", "2026-07-28", "2026-07-28"),
        ("28 يوليو 2024", "2024-07-28", "2024-07-28"),
        ("٢٨ تموز", "2026-07-28", "2026-07-28"),
        ("تموز 2024", "2024-07-01", "2024-07-31"),
        ("December", "2025-12-01", "2025-12-31"),
        ("yesterday", "2026-11-28", "2026-11-28"),
        ("أمس", "2026-11-28", "2026-11-28"),
        ("حتى أمس", "2026-11-28", "2026-11-28"),
        ("أول أمس", "2026-11-27", "2026-11-27"),
        ("اليوم", "2026-11-29", "2026-11-29"),
        ("last week", "2026-11-23", "2026-11-29"),
        ("الأسبوع الماضي", "2026-11-23", "2026-11-29"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("الشهر الماضي", "2026-10-01", "2026-10-31"),
        ("this year", "2026-01-01", "2026-11-29"),
        ("3 days ago", "2026-11-26", "2026-11-26"),
        ("قبل ثلاثة أيام", "2026-11-26", "2026-11-26"),
        ("منذ يومين", "2026-11-27", "2026-11-27"),
        ("a week ago", "2026-11-22", "2026-11-22"),
        ("two weeks ago", "2026-11-15", "2026-11-15"),
        ("قبل شهرين", "2026-09-29", "2026-09-29"),
        ("last 7 days", "2026-11-23", "2026-11-29"),
        ("آخر 7 أيام", "2026-11-23", "2026-11-29"),
        ("الأيام السبعة الماضية", "2026-11-23", "2026-11-29"),
        ("Monday", "2026-11-23", "2026-11-23"),
        ("الاثنين الماضي", "2026-11-23", "2026-11-23"),
        ("since 2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_days_are_read_in_both_languages(text: str, first: str, last: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert asked_days(text, today=TODAY) == days


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "5", "5 days", "2024-13-01", "2024-02-30", "31 February 2024", "week"),
        *("July to August", "2019..2020", "the summer of 2024", "0000-00-00", "x" * 200),
        *("28 July 2024 or so", "قريبا", "يوم ما"),
    ],
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert asked_days(text, today=TODAY) is None


@given(st.text(alphabet="0123456789٣ /-.days ago weeklastMonth قبليومشهرأسبوعالماضي", max_size=30))
def test_any_text_gives_days_in_their_order_or_none(text: str) -> None:
    days = asked_days(text, today=TODAY)
    assert days is None or days[0] <= days[1]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *(("short", "short"), ("Medium", "medium"), ("قصير", "short"), ("موجز", "short")),
        *(("مُختصر", "short"), ("متوسط", "medium"), ("طويلة", "long"), ("مفصّل", "long")),
        *(("200", 200), ("٢٠٠", 200), ("200 words", 200), ("٢٠٠ كلمة", 200), ("200-word", 200)),
        *(("about two hundred words", 200), ("نحو مئة وخمسين كلمة", 150), ("مئتا كلمة", 200)),
        *(("~90 words", 90), ("1,000 words", 1000)),
    ],
)
def test_lengths_are_read_in_both_languages(text: str, length: str | int) -> None:
    assert asked_length(text) == length


@pytest.mark.parametrize(
    "text", ["", "endless", "-200", "2.5 words", "200 apples", "50%", "20 or 30 words", "9" * 99]
)
def test_what_names_no_length_is_none(text: str) -> None:
    assert asked_length(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_length_or_none(text: str) -> None:
    found = asked_length(text)
    assert found is None or found in ("short", "medium", "long") or int(found) >= 0
