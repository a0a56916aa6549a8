"""Reads the day of publication that a source states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from rag.sources.dates.dateline_tokens import LineToken, line_tokens
from rag.sources.dates.written_dates import DateFlaw, WrittenDate, fold_line, years_of_news

_LONGEST = 200  # characters of a value; the longest that a newspaper prints has about 120
_LONGEST_SHOWN = 40
# Seconds, milliseconds or microseconds since 1970: 1527328800.25, /Date(1527328800000)/. Nine
# digits are those of 1973 to 2001; twelve may be a date and time, which is looked for first.
_EPOCH = re.compile(
    r"(?:/date\()?(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d{0,9})?(?:[+\-]\d{4})?(?:\)/)?"
)
_MINUTE = re.compile(r"(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d[0-2]\d[0-5]\d")  # 201805261015
_LAST_SECOND = 9_999_999_999
# 20180526, 20180526t101500z, 201805261015, d:20180526101500+03'00'
_COMPACT = re.compile(
    r"(?:d:)?(\d{4})(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?(?![\d.])(?:[+\-]\d\d'\d\d'?\Z)?"
)
# What programs write where there is no date: the first moment that they can count, in any zone.
_FIRST_DAYS = (date(1970, 1, 1), date(1900, 1, 1))
_FIRST_HOURS = re.compile(r"t?0?[0-3]:00")
# A zone at the end of a time: (CEST), (Coordinated Universal Time), Europe/Paris.
_LAST_ZONE = re.compile(r"\s?(?:\([^()]{1,40}\)|\[?[a-z]{2,12}/[a-z_]{2,20}\]?)\Z")
_NO_TIME = re.compile(r"(?<=\d)t\Z")  # 2018-05-26t
_LETTERS = re.compile(r"[a-z]{1,5}")
_ALLOWED = {"date", "time", "weekday", "zone", "published", "updated", "beside", "sign"}
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day, or None; and a note where it is doubtful or could not be read.

    The note is a clause in plain English, as in `StatedFields`: "its date '03/05/2018' may be …".
    """

    day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as it was written, the days that it may be, and how it is labelled.

    `rank` is 0 behind a label of publication, 1 without a label, and 2 for the last update.
    """

    written: str
    days: tuple[date, ...]
    flaw: DateFlaw
    rank: int = 1
    weekday: int | None = None


def read_day(written: str) -> ReadDay:
    """Return the day of a date, or of a date and time, in any form that is in use.

    A time zone does not change the day: it is the day as written. These give no day but a note: a
    date that may be read in two ways (03/05/2018), one of another calendar, a day that does not
    exist, a year outside 1900 to the next year, and what is no date. A blank value gives neither.
    """
    shown = " ".join(written.split())
    if not shown:
        return ReadDay()
    folded = fold_line(shown[:_LONGEST]) if len(shown) <= _LONGEST else ""
    epoch = _EPOCH.fullmatch(folded)
    if epoch is not None and not _MINUTE.fullmatch(folded):
        return _of_epoch(int(epoch[1]), shown)
    folded = _LAST_ZONE.sub("", _spread(folded), count=1)
    tokens = _without_zones(line_tokens(folded, short_years=True))
    if not all(token.kind in _ALLOWED for token in tokens):
        return ReadDay(note=_unreadable(shown))
    found = settle(stated_dates(tokens, shown)) or ReadDay(note=_unreadable(shown))
    if found.day in _FIRST_DAYS and any(_FIRST_HOURS.match(token.text) for token in tokens):
        return ReadDay(note=f"its date {_quoted(shown)} stands for none and was left out")
    return found


def stated_dates(tokens: Sequence[LineToken], written: str = "") -> list[StatedDate]:
    """Return the dates of a line, each with the days that the line leaves open.

    `written` is how they are shown; otherwise each is shown by itself.
    A date in digits that may be two days is the one that falls on the weekday beside it, or on the
    Hijri date beside it.
    """
    found: list[StatedDate] = []
    rank, part = 1, list[LineToken]()
    for token in tokens:
        if token.kind in ("published", "updated"):
            found += _part_dates(part, written, rank)
            rank, part = (0 if token.kind == "published" else 2), []
        part.append(token)
    return found + _part_dates(part, written, rank)


def _part_dates(tokens: Sequence[LineToken], written: str, rank: int) -> list[StatedDate]:
    """Return the dates behind one label."""
    dates = [(token.text, token.date) for token in tokens if token.date is not None]
    weekdays = {token.weekday for token in tokens if token.weekday is not None}
    weekday = weekdays.pop() if len(weekdays) == 1 else None
    hijri = [one.hijri for _, one in dates if one.hijri is not None]
    return [
        StatedDate(written or text, _open(one, weekday, hijri), one.flaw, rank, weekday)
        for text, one in dates
    ]


def _open(one: WrittenDate, weekday: int | None, hijri: Sequence[date]) -> tuple[date, ...]:
    """Return the days of a date that its weekday and its Hijri date leave open."""
    if len(one.days) < 2:
        return one.days
    fitting = tuple(day for day in one.days if day.weekday() == weekday)
    for day in hijri:
        fitting = fitting or one.near(day)
    return fitting or one.days


def settle(dates: Sequence[StatedDate]) -> ReadDay | None:
    """Return the day that dates of one article agree on; None if there is no date at all.

    A labelled day of publication goes before one without a label, and that before an update. Dates
    of another calendar count only where there is no other.
    """
    if not dates:
        return None
    for rank in range(3):
        of_rank = [one for one in dates if one.rank == rank and one.days]
        if of_rank:
            return _agreed(of_rank)
    return ReadDay(note=_flawed(dates))


def _agreed(dates: Sequence[StatedDate]) -> ReadDay:
    common = set(dates[0].days).intersection(*(one.days for one in dates[1:]))
    if len(common) == 1:
        day = common.pop()
        one = next((one for one in dates if one.weekday not in (None, day.weekday())), None)
        return ReadDay(day, _contradiction(one, day) if one else "")
    if not common:
        both = next((a, b) for a, b in pairwise(dates) if not set(a.days) & set(b.days))
        return ReadDay(note=_two_days(*both))
    first, second = [day for day in dates[0].days if day in common][:2]
    return ReadDay(
        note=f"its date {_quoted(dates[0].written)} may be {_either(first, second)} and was left "
        f"out; write it as {first.isoformat()}"
    )


def _two_days(one: StatedDate, other: StatedDate) -> str:
    days = f"{_named(one.days[0])} and {_named(other.days[0])}"
    return f"two dates stand where its date is looked for ({days}), and neither was taken"


def _either(first: date, second: date) -> str:
    names = f"{_named(first)} or {_named(second)}"
    return names.replace(f" {first.year}", "") if first.year == second.year else names


def _contradiction(one: StatedDate, day: date) -> str:
    return (
        f"its date {_quoted(one.written)} names a {_WEEKDAYS[one.weekday or 0]}, "
        f"but that day was a {_WEEKDAYS[day.weekday()]}"
    )


def _flawed(dates: Sequence[StatedDate]) -> str:
    """Return the note on dates of which none is a day."""
    shown = _quoted(dates[0].written)
    flaws = {one.flaw for one in dates}
    if "no day" in flaws:
        return f"its date {shown} is no day of the calendar and was left out"
    if "year" in flaws:
        years = years_of_news()
        return (
            f"its date {shown} is outside the years {years[0]} to {years[-1]} and was left out; "
            "write the day of publication as 2018-05-26"
        )
    return (
        f"its date {shown} is of another calendar and was left out; "
        "write the Gregorian one, as 2018-05-26"
    )


def _of_epoch(seconds: int, shown: str) -> ReadDay:
    """Return the day of a time since 1970, in UTC."""
    while seconds > _LAST_SECOND:
        seconds //= 1000
    day = datetime.fromtimestamp(seconds, UTC).date()
    if day.year in years_of_news():
        return ReadDay(day)
    return ReadDay(note=_flawed([StatedDate(shown, (), "year")]))


def _spread(folded: str) -> str:
    """Return a value that begins with a date of eight digits with signs between its parts."""
    match = _COMPACT.match(folded)
    if match is None:
        return _NO_TIME.sub("", folded)
    year, month, day, hour, minute, second = match.groups()
    time = f" {hour}:{minute}" + (f":{second}" if second else "") if hour else ""
    return f"{year}-{month}-{day}{time}{folded[match.end() :]}"


def _without_zones(tokens: Sequence[LineToken]) -> list[LineToken]:
    """Return the tokens without abbreviated zones behind a time, which are too many to list."""
    kept: list[LineToken] = []
    timed = False
    for token in tokens:
        if not (timed and token.kind == "word" and _LETTERS.fullmatch(token.text)):
            kept.append(token)
        timed = timed or token.kind == "time"
    return kept


def _unreadable(shown: str) -> str:
    return f"its date {_quoted(shown)} cannot be read and was left out; write it as 2018-05-26"


def _quoted(written: str) -> str:
    """Return a date to show, without the marks of direction that would turn the note round."""
    bare = "".join(letter for letter in written if letter.isprintable())
    return f"'{bare}'" if len(bare) <= _LONGEST_SHOWN else f"'{bare[: _LONGEST_SHOWN - 1]}…'"


def _named(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
