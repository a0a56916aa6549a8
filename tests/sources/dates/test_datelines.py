"""A date is taken from a dateline, and never from prose."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.dates.datelines import dateline, is_dateline
from rag.sources.dates.written_dates import years_of_news
from rag.text.calendar_names import month_keys

DAY = date(2024, 7, 28)
BODY = "\nأعلنت البلدية عن خطة جديدة لتوسيع الرصيف الشرقي في الميناء القديم."
PRINTED = [
    row.split("\t")
    for row in (Path(__file__).parent / "datelines.tsv").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
]


@pytest.mark.parametrize(("line", "day"), PRINTED)
def test_datelines_are_read_as_they_are_printed(line: str, day: str) -> None:
    expected = None if day == "-" else date.fromisoformat(day)
    assert dateline(line + BODY).day == expected
    assert dateline("عنوان قصير\n\n" + line + BODY).day == expected


@pytest.mark.parametrize(
    "line",
    [
        "2024-07-28",
        "2024/07/28 14:05",
        "28/07/2024",
        "07-28-2024",
        "Date: 2024-07-28",
        "Published on Sunday, 28th July 2024, 14:05 GMT",
        "Valletta, 28 July 2024",
        "يوم الأحد، 28 تموز 2024",
        "تم النشر في: ٢٨\u200f/٠٧\u200f/٢٠٢٤ الساعة ١٠:٣٠ صباحا بتوقيت غرينتش",
        "28 يوليو/تموز 2024",
        "28 تموز (يوليو) 2024",
        "بيروت - 28 تموز 2024",
        "الأحد 22 محرم 1446 هـ الموافق 28 يوليو 2024 م",
        "كتب سامي الحاج | 28 يوليو 2024",
        "• 28 July 2024 | 3 min read",
    ],
)
def test_a_line_that_is_a_date_dates_the_article(line: str) -> None:
    assert dateline(line + BODY).day == DAY
    assert dateline("عنوان قصير\n\n" + line + BODY).day == DAY
    assert is_dateline(line)


@pytest.mark.parametrize(
    "opening",
    [
        "VALLETTA, July 28, 2024 (Reuters) - ",
        "Valletta, 28 July 2024 — ",
        "28 July 2024 - ",
        "Sunday, 28 July 2024: ",
        "بيروت، 28 تموز 2024 (أ ف ب) – ",
        "بيروت - 28 يوليو 2024 - ",
        "بيروت في 28 يوليو 2024 /أ ش أ/ ",
    ],
)
def test_a_line_that_opens_with_place_and_date_dates_the_article(opening: str) -> None:
    assert dateline(opening + "the harbour plan was adopted by the council.").day == DAY
    assert not is_dateline(opening + "the harbour plan was adopted by the council.")


MONTHS = [(int(key), name) for name, key in month_keys().items() if key.isdigit()]
FORMS: dict[str, Callable[[date, str], str]] = {
    "alone": lambda day, name: f"{day.day} {name} {day.year}",
    "labelled": lambda day, name: f"تم النشر في: {day.day} {name}، {day.year} - 10:45",
    "with a place": lambda day, name: f"بيروت - رويترز - {day.day} {name} {day.year}",
    "american": lambda day, name: f"Posted on {name} {day.day}, {day.year} | 10:45 pm",
    "digits": lambda day, name: f"Updated: {day.isoformat()} 10:45:00 GMT+3",
}


@pytest.mark.parametrize("form", FORMS)
@given(
    day=st.dates(date(years_of_news()[0], 1, 1), date(years_of_news()[-1], 12, 31)), pick=st.data()
)
def test_every_day_that_is_printed_is_read_back(form: str, day: date, pick: st.DataObject) -> None:
    name = pick.draw(st.sampled_from([name for number, name in MONTHS if number == day.month]))
    assert dateline(FORMS[form](day, name) + BODY).day == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The treaty was signed on 28 July 2024 - and broken in August.",
        "وقعت المعاهدة في 28 يوليو 2024 وانتهت بعد عام.",
        "وقعت المعاهدة في 28 يوليو 2024 - وانتهت بعد عام.",
        "In Beirut on 28 July 2024 - a Sunday - nothing happened.",
        "On 28 July 2024 - a Sunday - nothing happened.",
        "After the vote, 28 July 2024 - a Sunday - nothing changed.",
        "The storm of 28 July 2024",
        "عاصفة 28 يوليو 2024",
        "وقال الوزير: 28 يوليو 2024",
        "وأضاف قائلا - 28 يوليو 2024 - موعدنا",
        "من جهته، 28 يوليو 2024 - قال",
        "THE COST: 28 July 2024",
        "28 July 2024: the harbour plan was adopted.",
        "- 28 يوليو 2024: بدأ العمل في الميناء.",
        "أبرز المحطات في تاريخ الميناء\n\nفيما يلي أبرزها:\n28 يوليو 2024 - بدأ العمل في الميناء.",
        "Deadline: 28 July 2024",
        "28 July",
        "July 2024",
        "Order 2024-07-281",
        "Call 28.07.2024.15",
    ],
)
def test_prose_and_lines_without_a_whole_date_date_nothing(text: str) -> None:
    assert (dateline(text).day, dateline(text).note) == (None, "")
    assert not is_dateline(text)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("03/05/2018", "'03/05/2018' may be 3 May or 5 March"),
        ("نشر في: 03/05/2018", "'03/05/2018' may be 3 May or 5 March"),
        ("الرياض 15 رجب 1439 هـ - ", "is of another calendar"),
        ("30 February 2024", "is no day of the calendar"),
        ("28 يوليو/آب 2024", "is no day of the calendar"),
        ("28 July 1066", "is outside the years"),
        ("28 July 2024\n29 July 2024", "28 July 2024 and 29 July 2024"),
        ("28 July 2024 - 30 July 2024", "28 July 2024 and 30 July 2024"),
    ],
)
def test_a_doubtful_dateline_gives_a_note_and_no_day(line: str, note: str) -> None:
    assert dateline(line + BODY).day is None
    assert note in dateline(line + BODY).note


def test_datelines_that_agree_date_the_article() -> None:
    assert dateline("28 July 2024\n2024-07-28\nText.").day == DAY
    assert dateline("03/05/2018\nبيروت - 3 أيار 2018 - قال").day == date(2018, 5, 3)


def test_the_day_of_publication_goes_before_others() -> None:
    lines = ["1 August 2024", "Published: 28 July 2024", "Last updated: 2 August 2024"]
    assert dateline("\n".join(lines)).day == DAY
    assert dateline("\n".join(lines[1:])).day == DAY
    assert dateline(lines[2]).day == date(2024, 8, 2)


def test_a_label_may_stand_in_a_line_of_its_own() -> None:
    lines = "آخر تحديث:\n1 آب 2024\n\nتاريخ النشر\n28 تموز 2024\n"
    assert dateline(f"خطة لتوسيع الرصيف\n{lines}{BODY}").day == DAY


def test_a_weekday_that_is_not_that_of_the_date_is_told() -> None:
    found = dateline("Monday, 28 July 2024" + BODY)
    assert found.day == DAY
    assert "names a Monday, but that day was a Sunday" in found.note


@pytest.mark.parametrize(
    ("line", "day"),
    [("نشر في: 28 تموز 2024", DAY), ("Published 28 July 2024", DAY), ("28 July 2024", None)],
)
def test_the_last_lines_date_the_article_by_a_label(line: str, day: date | None) -> None:
    body = "Text of the article.\n" * 2_000
    assert dateline(body + line).day == day
    assert dateline(body + line + "\n\nأخبار ذات صلة\n").day == day
    assert dateline(body + line + "\n" + body).day is None


@given(st.text() | st.text("0123456789-/.: |ه٠١٢مايو\n", max_size=300))
def test_any_text_is_survived(text: str) -> None:
    dateline(text)
    is_dateline(text)


@pytest.mark.parametrize(
    "piece",
    ["1/", "28 July ", "28 July 2024 ", "10:45 ", "نشر في ", "- ", "مايو/", "a", "1 - ", "("],
)
def test_hostile_lines_take_no_longer_than_others(piece: str) -> None:
    text = (piece * 100_000 + "\n") * 3
    started = time.perf_counter()
    dateline(text)
    is_dateline(text)
    assert time.perf_counter() - started < 1
