"""A date is taken from a dateline or a file name, and never from prose."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.inference import date_in_name, dateline, is_dateline

DAY = date(2024, 7, 28)
BODY = "\nأعلنت البلدية عن خطة جديدة لتوسيع الرصيف الشرقي في الميناء القديم."


@pytest.mark.parametrize(
    "line",
    [
        "2024-07-28",
        "2024/07/28 14:05",
        "Date: 2024-07-28",
        "28 July 2024",
        "July 28, 2024",
        "Published on Sunday, 28th July 2024, 14:05 GMT",
        "Sunday, July 28, 2024",
        "Valletta, 28 July 2024",
        "٢٨ يوليو ٢٠٢٤",
        "الأحد 28 يوليو 2024",
        "يوم الأحد، 28 تموز 2024",
        "تاريخ النشر: 28/يوليو 2024".replace("/", " "),
        "نشر في 28 جويلية 2024",
        "28 يوليوز 2024",
        "28 يوليو/تموز 2024",
        "28 تموز (يوليو) 2024",
        "بيروت، 28 تموز 2024",
        "بيروت - 28 تموز 2024",
    ],
)
def test_a_line_that_is_a_date_dates_the_article(line: str) -> None:
    assert dateline(line + BODY) == DAY
    assert dateline("عنوان قصير\n\n" + line + BODY) == DAY
    assert is_dateline(line)


@pytest.mark.parametrize(
    "opening",
    [
        "VALLETTA, July 28, 2024 (Reuters) - ",
        "Valletta, 28 July 2024 — ",
        "28 July 2024: ",
        "بيروت، 28 تموز 2024 (أ ف ب) – ",
        "بيروت - 28 يوليو 2024 - ",
    ],
)
def test_a_line_that_opens_with_place_and_date_dates_the_article(opening: str) -> None:
    assert dateline(opening + "the harbour plan was adopted by the council.") == DAY
    assert not is_dateline(opening + "the harbour plan was adopted by the council.")


@pytest.mark.parametrize(
    ("line", "month"),
    [
        ("3 كانون الثاني 2024", 1),
        ("3 فيفري 2024", 2),
        ("3 آذار 2024", 3),
        ("3 إبريل 2024", 4),
        ("3 أيار/مايو 2024", 5),
        ("3 حزيران 2024", 6),
        ("3 غشت 2024", 8),
        ("3 Sept. 2024", 9),
        ("3 تشرين الأول 2024", 10),
        ("3 نونبر 2024", 11),
        ("3 كانون الأول/ديسمبر 2024", 12),
    ],
)
def test_months_have_the_names_of_all_regions(line: str, month: int) -> None:
    assert dateline(line) == date(2024, month, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The treaty was signed on 28 July 2024 - and broken in August.",
        "وقعت المعاهدة في 28 يوليو 2024 وانتهت بعد عام.",
        "The storm of 28 July 2024",
        "عاصفة 28 يوليو 2024",
        "28/07/2024",
        "07-28-2024",
        "28 July",
        "July 2024",
        "30 February 2024",
        "28 يوليو/آب 2024",
        "28 July 1066",
        "Order 2024-07-281",
    ],
)
def test_prose_and_what_can_be_read_in_two_ways_date_nothing(text: str) -> None:
    assert dateline(text) is None


def test_two_datelines_that_differ_date_nothing() -> None:
    assert dateline("28 July 2024\n29 July 2024\nText.") is None
    assert dateline("28 July 2024\n2024-07-28\nText.") == DAY


def test_a_date_after_the_beginning_dates_nothing() -> None:
    assert dateline("Line.\n" * 8 + "28 July 2024") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2024-07-28", DAY),
        ("harbour-20240728", DAY),
        ("2024_07_28_harbour", DAY),
        ("20240728T1405", DAY),
        ("2024.07.28-2024-07-28", DAY),
        ("/2024/07/28/harbour.html", DAY),
        ("2024-07-28 and 2024-07-29", None),
        ("2024-0728", None),
        ("202407281", None),
        ("20241328", None),
        ("2024-02-30", None),
        ("00010101", None),
        ("000_334bd50115bf528e", None),
        ("28-07-2024", None),
        ("", None),
    ],
)
def test_a_date_in_a_name_must_be_the_only_one(name: str, expected: date | None) -> None:
    assert date_in_name(name) == expected


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    dateline(text)
    date_in_name(text)
    is_dateline(text)
