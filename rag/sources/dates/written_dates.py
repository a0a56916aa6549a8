"""Finds dates in a text and says which days they may be.

A date in digits such as 03/05/2018 may be two days. A date whose year is no year of news, such as
15/7/1439, is found too, so that it can be told; it may be no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from rag.text.analysis.folding import plain
from rag.text.calendar_names import month_keys

DateFlaw = Literal["", "no day", "year", "calendar"]

_FIRST_YEAR = 1900
_BUILT = 2026  # a clock that was never set says 1970; no article is older than this program then
# Years of the Hijri calendar and of the Iranian one in which newspapers appeared.
_OTHER_YEARS = range(1300, 1500)
# How far a printed Hijri day may be from the one reckoned: months begin when the moon is seen.
_MOON = 2
# Names of months that are names only in a date: كانون 2 for كانون الثاني, ك2, and those of Libya.
_ONLY_IN_DATES = """
1: كانون 2, كانون2, ك 2, ك2, اي النار
2: النوار
3: الربيع
4: الطير
5: الماء
6: الصيف
7: ناصر
8: هانيبال
9: الفاتح
10: تشرين 1, تشرين1, ت 1, ت1, التمور
11: تشرين 2, تشرين2, ت 2, ت2, الحرث
12: كانون 1, كانون1, ك 1, ك1, الكانون
"""
# Tatweel that stands for a dash: 26ـ5ـ2018, "2018 م ـ 11 رمضان"; and the Arabic date separator.
_DASH = re.compile(r"(?<=[\d\s])ـ+(?=[\d\s])")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date at `text[start:end]` of a folded text, and the days that it may be.

    `flaw` says why it is none: there is no such day, its year is outside those of news, or it is of
    another calendar. `hijri` is the day that a Hijri date is about.
    """

    start: int
    end: int
    days: tuple[date, ...] = ()
    flaw: DateFlaw = ""
    hijri: date | None = None

    def near(self, hijri: date) -> tuple[date, ...]:
        """Return the days that are, within two days, the day of a Hijri date."""
        return tuple(day for day in self.days if abs((day - hijri).days) <= _MOON)


def fold_line(text: str) -> str:
    """Return a text in one line, with letters, digits, signs and white space folded.

    Case, vowel marks, tatweel, direction marks and the letters and digits of Persian are gone.
    """
    dashed = _DASH.sub("-", text).replace("؍", "/")
    return " ".join(plain(" ".join(dashed.split())).text.split())


def years_of_news() -> range:
    """Return the years that the day of an article may have: 1900 to the next one."""
    return range(_FIRST_YEAR, max(date.today().year, _BUILT) + 2)


def dates_in(folded: str) -> Iterator[WrittenDate]:
    """Yield all dates of a folded text in order, such as a path or a file name."""
    for match in date_pattern(short_years=False).finditer(folded):
        yield written_date(match)


def written_date(match: re.Match[str]) -> WrittenDate:
    """Return the date that `date_pattern` has matched."""
    part = {name[:-1]: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    key = _month_key(part)
    year = part.get("year", "")
    if key is None:
        return WrittenDate(start, end, flaw="no day")
    if key.startswith("h") or (year and int(year) in _OTHER_YEARS):
        return WrittenDate(start, end, flaw="calendar", hijri=_hijri(part, key, year))
    return _gregorian(start, end, part, key)


def _month_key(part: dict[str, str]) -> str | None:
    """Return the key of the month, "" for one in digits, None for two names that differ."""
    names = [_month_names()[part[name]] for name in ("month", "also") if name in part]
    if not names:
        return ""
    return names[0] if len(set(names)) == 1 else None


def _gregorian(start: int, end: int, part: dict[str, str], key: str) -> WrittenDate:
    if key:
        readings = [(part["year"], key, part["day"])]
    elif "first" in part:
        first, second, last = part["first"], part["second"], part["year"]
        readings = [(last, second, first), (last, first, second)]
        if len(last) == 2:
            readings.append((first, second, last))
    else:
        readings = [(part["year"], part["number"], part["day"])]
    days = [day for reading in readings if (day := _day(*reading)) is not None]
    unique = tuple(dict.fromkeys(days))
    flaw: DateFlaw = "no day" if any(_is_news(year) for year, _, _ in readings) else "year"
    return WrittenDate(start, end, unique, "" if unique else flaw)


def _is_news(year: str) -> bool:
    return len(year) <= 2 or int(year) in years_of_news()


def _day(year: str, month: str, day: str) -> date | None:
    """Return the day, or None if there is none or its year is no year of news."""
    number, years = int(year), years_of_news()
    if len(year) <= 2:
        number += 2000 if number + 2000 in years else 1900
    if number not in years:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _hijri(part: dict[str, str], key: str, year: str) -> date | None:
    """Return the day of a Hijri date by the tabular calendar; None where it lacks the year.

    The formula is that of E. M. Reingold and N. Dershowitz, Calendrical Calculations.
    """
    if not year or int(year) not in _OTHER_YEARS:
        return None
    month = int(key.removeprefix("h") or part.get("number") or part["second"])
    day = int(part.get("day") or part["first"])
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    before = 354 * (int(year) - 1) + (3 + 11 * int(year)) // 30 + (59 * (month - 1) + 1) // 2
    return date.fromordinal(227_014 + before + day)


@cache
def _month_names() -> dict[str, str]:
    """Return the key of each name, as `month_keys` does, with the names for dates only."""
    found = dict(month_keys())
    for line in _ONLY_IN_DATES.strip().splitlines():
        number, _, names = line.partition(": ")
        found.update(dict.fromkeys(names.split(", "), number))
    return found


@cache
def date_pattern(*, short_years: bool) -> re.Pattern[str]:
    """Return the pattern of a date in a folded text, with or without years of two digits.

    Examples: 2018-5-26, 26/05/2018, 26 may 2018, 26 مايو/ايار 2018, may 26, 2018, 11 رمضان 1439 ه.
    """
    ordered = sorted(_month_names(), key=len, reverse=True)
    names = "|".join(map(re.escape, ordered))
    year = r"(?:\d{4}|'?\d\d(?![.:]\d))" if short_years else r"\d{4}"
    nth = r"(?:st|nd|rd|th)?"
    # مايو/ايار, ايار (مايو), مارس اذار
    month = (
        rf"(?P<month#>{names})(?![^\W\d_])\.?"
        rf"(?:(?:\s?[/(\-]\s?|\s)(?P<also#>{names})(?![^\W\d_])\s?\)?)?"
    )
    to_month = rf"{nth}(?:\s?[\-/.,]\s?|\s)?(?:of\s|من\s)?(?:شهر\s)?"
    to_year = r"(?:[\s,./\-]{0,3}(?:من\s)?(?:عام\s|سنه\s|of\s)?)"
    # The time and its zone, as in "sat may 26 17:42:08 +0000 2018".
    time = r"(?:\d\d:\d\d:\d\d\s(?:[a-z]{2,5}\s|[+\-]\d{4}\s)?)?"
    # م and ه, ad and ah
    era = r"(?:\s?(?:ميلادي[هة]?|هجري[هة]?|مسيحي|افرنجي|م|ه|ف|a\.?d|c\.?e|a\.?h)(?![^\W_])\.?)?"
    kinds = (
        r"(?P<year#>\d{4})\s?(?P<sign#>[\-/.\\])\s?(?P<number#>\d\d?)\s?(?P=sign#)\s?(?P<day#>\d\d?)",
        rf"(?P<first#>\d\d?)\s?(?P<sign#>[\-/.\\])\s?(?P<second#>\d\d?)\s?(?P=sign#)\s?(?P<year#>{year})",
        rf"(?P<day#>\d\d?){to_month}{month}{to_year}(?P<year#>{year})",
        rf"{month}[\s\-]{{1,2}}(?P<day#>\d\d?){nth}[\s,/\-]{{1,3}}{time}(?P<year#>{year})",
        rf"(?P<year#>\d{{4}})[\s,/\-]{{1,2}}{month}[\s,/\-]{{1,2}}(?P<day#>\d\d?){nth}",
        rf"(?P<day#>\d\d?){to_month}(?P<month#>{_hijri_names()})(?![^\W\d_])",
    )
    either = "|".join(kind.replace("#", "abcdef"[at]) for at, kind in enumerate(kinds))
    return re.compile(rf"(?<!\d)(?:{either})(?!\d){era}")


def _hijri_names() -> str:
    names = (name for name, key in month_keys().items() if key.startswith("h"))
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
