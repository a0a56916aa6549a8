from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.facts import facts
from rag.text.facts.calendar_days import with_told_days
from rag.text.facts.relative_days import relative_days, told_days

SUNDAY = date(2024, 7, 28)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("وقع الحادث أمس", "2024-07-27", "2024-07-27"),
        ("وقع الحادث مساء أمس السبت", "2024-07-27", "2024-07-27"),
        ("وقع الحادث أول من أمس", "2024-07-26", "2024-07-26"),
        ("وقع الحادث أمس الأول", "2024-07-26", "2024-07-26"),
        ("وقع الحادث البارحة", "2024-07-27", "2024-07-27"),
        ("وقع الحادث الليلة الماضية", "2024-07-27", "2024-07-27"),
        ("وقع الحادث اليوم الأحد", "2024-07-28", "2024-07-28"),
        ("يبدأ المؤتمر غدا", "2024-07-29", "2024-07-29"),
        ("يبدأ المؤتمر بعد غد", "2024-07-30", "2024-07-30"),
        ("وقع الحادث السبت الماضي", "2024-07-27", "2024-07-27"),
        ("وقع الحادث يوم الثلاثاء", "2024-07-23", "2024-07-23"),
        ("يبدأ المؤتمر السبت المقبل", "2024-08-03", "2024-08-03"),
        ("سيبدأ المؤتمر يوم الثلاثاء", "2024-07-30", "2024-07-30"),
        ("وقع الحادث قبل يومين", "2024-07-26", "2024-07-26"),
        ("وصل الوفد قبل يومين إلى بيروت", "2024-07-26", "2024-07-26"),
        ("أغلق الميناء منذ ثلاثة أيام", "2024-07-25", "2024-07-25"),
        ("وقع الحادث الأسبوع الماضي", "2024-07-15", "2024-07-27"),
        ("خلال الشهر الجاري", "2024-07-01", "2024-07-31"),
        ("في الشهر الماضي", "2024-06-01", "2024-06-30"),
        ("العام الماضي", "2023-01-01", "2023-12-31"),
        ("وتجرى الانتخابات العام القادم", "2025-01-01", "2025-12-31"),
        ("قبل عامين", "2022-01-01", "2022-12-31"),
        ("من المقرر أن تجتمع اللجنة خلال يومين", "2024-07-28", "2024-07-30"),
        ("It happened yesterday.", "2024-07-27", "2024-07-27"),
        ("It happened last night.", "2024-07-27", "2024-07-27"),
        ("It happened the day before yesterday.", "2024-07-26", "2024-07-26"),
        ("It happened early today.", "2024-07-28", "2024-07-28"),
        ("The vote is tomorrow.", "2024-07-29", "2024-07-29"),
        ("They met on Saturday.", "2024-07-27", "2024-07-27"),
        ("They will meet on Saturday.", "2024-08-03", "2024-08-03"),
        ("They met last Tuesday.", "2024-07-23", "2024-07-23"),
        ("They meet next Tuesday.", "2024-07-30", "2024-07-30"),
        ("They met two days ago.", "2024-07-26", "2024-07-26"),
        ("They met on Tuesday last week.", "2024-07-16", "2024-07-23"),
        ("It opens in March, he said on Monday.", "2024-07-22", "2024-07-22"),
        ("It will open in three days.", "2024-07-31", "2024-07-31"),
        ("Prices rose earlier this month.", "2024-07-01", "2024-07-31"),
        ("Prices rose last month.", "2024-06-01", "2024-06-30"),
        ("Prices rose last year.", "2023-01-01", "2023-12-31"),
        ("It opens next year.", "2025-01-01", "2025-12-31"),
        ("It closed a week ago.", "2024-07-18", "2024-07-24"),
    ],
)
def test_days_are_counted_from_the_day_of_publication(text: str, first: str, last: str) -> None:
    (found,) = relative_days(text, SUNDAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "في اليوم التالي",
        "هم في أمس الحاجة إلى الماء",
        "قبل يومين من الانتخابات",
        "منذ عام 2010",
        "اليوم العالمي للبيئة",
        "قراء من أيام الأحد",
        "the last week of July",
        "on Saturday, 27 July 2024",
        "Black Friday",
        "the Sunday Times",
        "the sun sat low",
        "two days before the vote",
    ],
)
def test_what_is_not_told_from_the_day_of_publication_is_none(text: str) -> None:
    assert relative_days(text, SUNDAY) == ()


def test_the_place_in_the_text_is_told() -> None:
    text = "ضرب زلزال المنطقة أمس السبت، وتجتمع الحكومة غداً."
    assert [text[one.start : one.end] for one in relative_days(text, SUNDAY)] == [
        "أمس السبت",
        "غدا",
    ]


def test_a_weekday_that_does_not_fit_its_phrase_is_believed() -> None:
    (found,) = relative_days("أمس السبت", date(2024, 7, 29))
    assert found.first == date(2024, 7, 27)


def test_the_days_become_facts_and_none_without_a_day_of_publication() -> None:
    stated = facts("It happened yesterday.")
    keys = {fact.key for fact in with_told_days(stated, SUNDAY).facts}
    assert keys == {"2024-07-27", "27", "month:7", "2024"}
    assert with_told_days(stated, None) == stated


@pytest.mark.parametrize("text", ["met on Mon. 3 June", "met on Mon 3 June", "الإثنين", "للاثنين"])
def test_weekdays_are_known_in_all_spellings(text: str) -> None:
    assert [one.weekday for one in told_days(facts(text), None)] == [0]


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.integers(2, 14),
    st.sampled_from(["{} days ago", "قبل {} يوما"]),
)
def test_any_number_of_days_ago_is_counted(published: date, days: int, how: str) -> None:
    (found,) = relative_days(how.format(days), published)
    assert found.first == found.last == published - timedelta(days=days)


@given(
    st.text(alphabet="أمسغد السبت قبل يومين last weekSunday2 ,.", max_size=40),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
)
def test_any_text_and_day_are_read(text: str, published: date) -> None:
    for one in relative_days(text, published):
        assert one.first <= one.last
        assert 0 <= one.start < one.end <= len(text)
