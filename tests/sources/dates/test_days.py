"""A stated date is read in any form in use, and what is doubtful gives no day but a note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.dates.days import read_day
from rag.sources.dates.written_dates import years_of_news
from rag.text.calendar_names import month_keys

DAY = date(2018, 5, 26)  # a Saturday, 10 or 11 Ramadan 1439


@pytest.mark.parametrize(
    "written",
    [
        "2018-05-26",
        " 2018-05-26\n",
        "2018-05-26T23:30:00-11:00",
        "2018-05-26T10:00:00.000Z",
        "2018-05-26T10:00:00.1234567+03:00",
        "2018-05-26 10:00:00 +03:00",
        "2018-05-26 10:00:00+02",
        "2018-05-26 21:18:01 UTC",
        "2018-05-26T",
        "2018-05-26+03:00",
        "2018-05-26T10:00:00+03:00[Asia/Riyadh]",
        "2018-5-26",
        "2018/05/26",
        "2018.05.26",
        "20180526",
        "20180526T101500Z",
        "20180526T101500+0300",
        "20180526101500",
        "D:20180526101500+03'00'",
        "2018-05-26T10",
        "26/May/2018:10:00:00 +0000",
        "26-MAY-2018 10.00.00.000000 AM",
        "Sat 26.05.18",
        "سبت, 26 مايو 2018 - 10:00",
        "1527328800",
        "1527328800.25",
        "1527328800000000",
        "201805261015",
        "1527328800000",
        "/Date(1527328800000)/",
        "Sat, 26 May 2018 17:42:08 +0200",
        "Sat, 26 May 18 17:42:08 GMT",
        "26 May 2018 17:42:08 EST",
        "Sat May 26 17:42:08 2018",
        "Sat May 26 17:42:08 +0000 2018",
        "Sat May 26 17:42:08 CEST 2018",
        "Sat May 26 2018 17:42:08 GMT+0200 (Central European Summer Time)",
        "5/26/2018, 5:42:08 PM",
        "26/05/2018",
        "26.05.2018",
        "26-05-2018 10:45",
        "26 May 2018",
        "26-May-2018",
        "26th of May, 2018",
        "May 26, 2018",
        "May 26th, 2018 at 5:42 pm",
        "Sat. May 26 2018",
        "2018 May 26",
        "26 أيار 2018",
        "٢٦ مايو ٢٠١٨",
        "۲۶ مایو ۲۰۱۸",
        "26 ماي 2018",
        "26 مـايـو 2018",
        "٢٦ أَيّار ٢٠١٨",
        "26 أيار/مايو 2018",
        "26 مايو (أيار) 2018 م",
        "السبت 26 مايو 2018، 10:45 ص",
        "السبت، ٢٦\u200f/٠٥\u200f/٢٠١٨",
        "\u202b26\u00a0أيار\u00a02018\u202c",
        "٢٦‏/٥‏/٢٠١٨، ٥:٤٢:٠٨ م",
        "11 رمضان 1439 هـ - 26 مايو 2018 م",
        "26 مايو 2018 الموافق 11 رمضان 1439",
        "1439/09/11 - 2018/05/26",
        "Published: 26 May 2018 | 10:45 GMT",
        "تاريخ النشر: السبت 26 مايو 2018",
    ],
)
def test_every_form_of_a_date_is_read(written: str) -> None:
    assert (read_day(written).day, read_day(written).note) == (DAY, "")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("الثلاثاء 04/08/2020", date(2020, 8, 4)),
        ("Wed, 04/08/2020", date(2020, 4, 8)),
        ("14/12/1441 هـ - 04/08/2020", date(2020, 8, 4)),
        ("04-08-2020 الموافق 14 ذو الحجة 1441", date(2020, 8, 4)),
        ("22/3/1445 07/10/2023", date(2023, 10, 7)),
        ("22/3/1445 10/07/2023", date(2023, 10, 7)),
        ("5 جمادى الآخرة 1443 هـ الموافق 08/01/2022 م", date(2022, 1, 8)),
        ("1 محرم 1400 - 11/20/1979", date(1979, 11, 20)),
        ("03/03/2018", date(2018, 3, 3)),
        ("05/26/2018", DAY),
        ("26/05/98", date(1998, 5, 26)),
        ("896176800", date(1998, 5, 26)),
        ("896176800000", date(1998, 5, 26)),
    ],
)
def test_a_date_in_digits_is_read_where_only_one_day_fits(written: str, day: date) -> None:
    assert (read_day(written).day, read_day(written).note) == (day, "")


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("03/05/2018", "may be 3 May or 5 March"),
        ("٠٣/٠٥/٢٠١٨ ١٠:٤٥", "may be 3 May or 5 March"),
        ("26/05/18", "may be 26 May 2018 or 18 May 2026"),
        ("30 February 2024", "is no day of the calendar"),
        ("2024-02-30", "is no day of the calendar"),
        ("28 يوليو/آب 2024", "is no day of the calendar"),
        ("1445-07-15", "is of another calendar"),
        ("1404-11-07T11:32:06Z", "is of another calendar"),
        ("۱۴۰۴-۱۱-۰۷T۱۱:۳۲:۰۶Z", "is of another calendar"),
        ("15 رجب 1439 هـ", "is of another calendar"),
        ("0001-01-01T00:00:00", "is outside the years 1900 to"),
        ("0000-00-00 00:00:00", "is outside the years 1900 to"),
        ("1970-01-01T00:00:00Z", "stands for none"),
        ("Thu Jan 01 1970 02:00:00 GMT+0200", "stands for none"),
        ("1900-01-01T00:00:00", "stands for none"),
        ("2099-01-01", "is outside the years 1900 to"),
        ("1066-10-14", "is outside the years 1900 to"),
        ("4102444800", "is outside the years 1900 to"),
        ("2018-05", "cannot be read"),
        ("13 ساعة", "cannot be read"),
        ("yesterday", "cannot be read"),
        ("26 نوفبر 2018", "cannot be read"),
        ("2018-05-26 or so", "cannot be read"),
        ("26 May 2018, 27 May 2018", "26 May 2018 and 27 May 2018"),
        ("x" * 10_000, "cannot be read"),
    ],
)
def test_a_doubtful_date_is_left_out_with_a_note(written: str, note: str) -> None:
    assert read_day(written).day is None
    assert note in read_day(written).note
    assert len(read_day(written).note) < 200


def test_a_weekday_that_is_not_that_of_the_date_is_told() -> None:
    read = read_day("Mon, 26 May 2018")
    assert read.day == DAY
    assert "names a Monday, but that day was a Saturday" in read.note


def test_nothing_gives_neither_a_day_nor_a_note() -> None:
    assert [read_day(blank) for blank in ("", " \n")] == [read_day("")] * 2
    assert (read_day("").day, read_day("").note) == (None, "")


MONTHS = [(int(key), name) for name, key in month_keys().items() if key.isdigit()]
FORMS: dict[str, Callable[[date, str], str]] = {
    "iso": lambda day, name: day.isoformat(),
    "iso with a time": lambda day, name: f"{day.isoformat()}T10:45:00+03:00",
    "compact": lambda day, name: f"{day:%Y%m%d}",
    "slashes": lambda day, name: f"{day.year}/{day.month}/{day.day}",
    "mail": lambda day, name: f"{day:%a, %d %b %Y} 10:45:00 +0200",
    "program": lambda day, name: f"{day:%a %b %d 10:45:00 %Y}",
    "day first": lambda day, name: f"{day.day} {name} {day.year}",
    "month first": lambda day, name: f"{name} {day.day}, {day.year}",
    "with a weekday": lambda day, name: f"{day:%A}, {day:%d/%m/%Y}",
}


@pytest.mark.parametrize("form", FORMS)
@given(
    day=st.dates(date(years_of_news()[0], 1, 1), date(years_of_news()[-1], 12, 31)), pick=st.data()
)
def test_every_day_that_is_printed_is_read_back(form: str, day: date, pick: st.DataObject) -> None:
    name = pick.draw(st.sampled_from([name for number, name in MONTHS if number == day.month]))
    assert read_day(FORMS[form](day, name)).day in (
        day,
        # Only the weekday tells 3 May from 5 March, and both may fall on the same one.
        None if form == "with a weekday" and _is_open(day) else day,
    )


def _is_open(day: date) -> bool:
    return day.day <= 12 and date(day.year, day.day, day.month).weekday() == day.weekday()


@given(st.text() | st.text("0123456789-/.: TZ٠١٢مايوهـ|", max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read = read_day(text)
    assert read.day is None or read.day.year in years_of_news()
