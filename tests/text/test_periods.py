from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.periods import period

TODAY = date(2024, 8, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("28 July 2024", "2024-07-28", "2024-07-28"),
        ("on July 28, 2024", "2024-07-28", "2024-07-28"),
        ("2024-07-28", "2024-07-28", "2024-07-28"),
        ("يوم ٢٨ تموز ٢٠٢٤", "2024-07-28", "2024-07-28"),
        ("28 يوليو 2024", "2024-07-28", "2024-07-28"),
        ("28 جويلية 2024", "2024-07-28", "2024-07-28"),
        ("28 يوليوز 2024", "2024-07-28", "2024-07-28"),
        ("28/7/2024", "2024-07-28", "2024-07-28"),
        ("٢٨/٠٧/٢٠٢٤", "2024-07-28", "2024-07-28"),
        ("شباط 2024", "2024-02-01", "2024-02-29"),
        ("فيفري 2023", "2023-02-01", "2023-02-28"),
        ("in March 2021", "2021-03-01", "2021-03-31"),
        ("كانون الأول/ديسمبر 2022", "2022-12-01", "2022-12-31"),
        ("غشت 2023", "2023-08-01", "2023-08-31"),
        ("أوت 2023", "2023-08-01", "2023-08-31"),
        ("عام ٢٠٢٢", "2022-01-01", "2022-12-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("in 2022", "2022-01-01", "2022-12-31"),
        ("27 July", "2024-07-27", "2024-07-27"),
        ("27 أيلول", "2023-09-27", "2023-09-27"),
        ("شهر حزيران", "2024-06-01", "2024-06-30"),
        ("yesterday", "2024-07-31", "2024-07-31"),
        ("أول من أمس", "2024-07-30", "2024-07-30"),
        ("النهارده", "2024-08-01", "2024-08-01"),
        ("this week", "2024-07-26", "2024-08-01"),
        ("الأسبوع الماضي", "2024-07-26", "2024-08-01"),
        ("هالأسبوع", "2024-07-26", "2024-08-01"),
        ("last month", "2024-07-01", "2024-07-31"),
        ("بالشهر الماضي", "2024-07-01", "2024-07-31"),
        ("هذا الشهر", "2024-08-01", "2024-08-01"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("السنة اللي فاتت", "2023-01-01", "2023-12-31"),
        ("هذا العام", "2024-01-01", "2024-08-01"),
        ("بسنة 2021", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_period_is_read_whole_and_taken_out(text: str, first: str, last: str) -> None:
    days, left = period(f"ماذا {text}", today=TODAY)
    assert days == (date.fromisoformat(first), date.fromisoformat(last))
    assert left == "ماذا"


@pytest.mark.parametrize("text", ["", "F-16", "30 June 1445 sheep", "31 February 2024", "ماذا حدث"])
def test_what_names_no_day_stays(text: str) -> None:
    days, left = period(text)
    assert days is None or (days[0].year, left) != (2024, "")


def test_without_today_a_day_without_a_year_is_not_guessed() -> None:
    assert period("27 July") == (None, "27 July")
    assert period("yesterday") == (None, "yesterday")


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year}"]),
)
def test_any_day_is_read_back(day: date, how: str) -> None:
    days, _ = period(how.format(day))
    assert days is not None
    # The month may stand first where both numbers may be months.
    assert day in days or (day.day <= 12 and days[0] == date(day.year, day.day, day.month))


@given(st.text(alphabet="0123456789 /-تموزيوم July٢٨,.", max_size=40))
def test_any_text_is_read(text: str) -> None:
    days, left = period(text, today=TODAY)
    assert days is None or days[0] <= days[1]
    assert len(left) <= len(text) + 1
