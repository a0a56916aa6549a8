"""Finds the day of publication where a source writes it without naming the field: in a dateline
or in the file's name. A date in the article's prose is never taken for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

# January to December: in English, in Egypt and the Gulf, the Levant and Iraq, the Maghreb.
_MONTHS = """
january jan يناير كانون_الثاني جانفي
february feb فبراير شباط فيفري
march mar مارس آذار اذار
april apr أبريل إبريل ابريل نيسان أفريل
may مايو أيار ايار ماي
june jun يونيو حزيران جوان
july jul يوليو تموز جويلية يوليوز
august aug أغسطس اغسطس آب اب أوت غشت
september sept sep سبتمبر أيلول ايلول شتنبر
october oct أكتوبر اكتوبر تشرين_الأول تشرين_الاول
november nov نوفمبر تشرين_الثاني نونبر
december dec ديسمبر كانون_الأول كانون_الاول دجنبر
"""
_MONTH_NUMBERS = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTHS.split("\n")[1:-1], start=1)
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + ")"
_DATE = (
    r"(?:(?P<y1>\d{4})[-/](?P<m1>\d\d)[-/](?P<d1>\d\d)"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\.?(?:\s*[/(]?\s*(?P<m2b>{_MONTH})\)?)?[,،]?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?\s+(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}}))(?!\d)"
)
_LABEL = (
    r"(?:date|published|published on|posted|posted on|تاريخ النشر|تاريخ|التاريخ|نشر في|نُشر في"
    r"|نشر بتاريخ|بتاريخ)\s*:?"
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:يوم )?(?:الإثنين|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد))[,،]?"
)
_PLACE = r"[^\d.!?؟:]{2,40}?(?:[,،:|]|\s[-–—])"
_TIME = r"[,،|T]?\s*(?:[-–—]\s*)?\d\d?:\d\d.{0,15}"
_AGENCY = r"\([^()\d]{2,30}\)"
_DATELINE = re.compile(
    rf"(?:{_LABEL}\s*)?(?:{_PLACE}\s*)?(?:{_WEEKDAY}\s*)?{_DATE}\s*"
    rf"(?:(?:{_TIME})?$|(?:{_AGENCY}\s*)?[-–—:]\s)",
    re.IGNORECASE,
)
_LINES = 5
_LONGEST_LINE = 100  # what a dateline may need of a line

_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_./]?)(\d\d)\2(\d\d)(?!\d)", re.ASCII)
_YEARS = range(1900, 2101)


def dateline(text: str) -> date | None:
    """The day in a dateline among the first lines: a line that is a date (with a label, place,
    weekday or time), or one that opens with place, date and a dash. None if there is none, or
    if two differ."""
    days = {found for line in _first_lines(text) if (found := _in_line(line)) is not None}
    return days.pop() if len(days) == 1 else None


def is_dateline(line: str) -> bool:
    """Whether a line says nothing but when (and where) the article was published."""
    match = _DATELINE.match(line.strip()[:_LONGEST_LINE])
    return match is not None and match.end() >= len(line.strip())


def date_in_name(name: str) -> date | None:
    """The only date (2024-07-28, 2024_07_28 or 20240728) in a file name or path, or None."""
    days = {
        found
        for year, _, month, number in _IN_NAME.findall(name)
        if (found := _date(year, month, number)) is not None
    }
    return days.pop() if len(days) == 1 else None


def _first_lines(text: str) -> Iterator[str]:
    """The first lines that are not blank, cut to the length that matters."""
    lines = (line.strip() for line in text[: _LINES * 2000].splitlines())
    for _, line in zip(range(_LINES), filter(None, lines), strict=False):
        yield line[:_LONGEST_LINE]


def _in_line(line: str) -> date | None:
    match = _DATELINE.match(line)
    if match is None:
        return None
    part = match.groupdict()
    second = part["m2b"]
    if second and _month(second) != _month(part["m2"]):
        return None
    year = part["y1"] or part["y2"] or part["y3"]
    month = part["m1"] or str(_month(part["m2"] or part["m3"]))
    return _date(year, month, part["d1"] or part["d2"] or part["d3"])


def _month(name: str) -> int:
    return _MONTH_NUMBERS[" ".join(name.lower().split())]


def _date(year: str, month: str, number: str) -> date | None:
    """The date, or None if there is no such day or its year is no year of news."""
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None
