"""Finds the numbers, shares, months and days that a text states, however they are written.

Two values are equal if one reading of each is: `خمسون ألفا`, `50,000` and `50 thousand` all read
`50000`; `3 percent` reads `3%`; `آذار` and `March` read `month:3`; `4 March` also `day:3-4`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from eval.normalization.letter_folding import fold_letters
from eval.normalization.number_reading import ReadNumber, read_numbers
from eval.normalization.number_vocabulary import (
    DOUBTFUL_WORDS,
    implied_vocabulary,
    month_vocabulary,
)

_ROUNDED = Decimal("0.005")  # a rounded figure of the press differs by less: 54.7 for 54,730
_LEAST_ROUNDED = 100_000  # smaller figures are seldom rounded

# 20 %, 20 percent, 20 per cent, ٢٠ في المئة, ٢٠ بالمئة, 20 percentage points
_PERCENT = re.compile(
    r"\s?%|\s(?:في (?:ال)?(?:ميه|مايه)|بال(?:ميه|مايه)|per ?cent(?:age)?|نقطه ميويه|نقاط ميويه)\b"
)
# Arabic also writes the sign first: ٪٢٠
_SIGN_BEFORE = re.compile(r"(?:^|[^\d%])%\Z")
# two and a half, مليونان ونصف المليون
_AND_A_HALF = re.compile(r" (?:and a half|ونصف(?: المليون| المليار| الالف)?)\b")
# half a million, نصف مليون
_HALF_BEFORE = re.compile(r"\b(?:half an? |نصف )\Z")
# 10-15 million: the scale counts for both figures
_TO = re.compile(r" ?- ?| (?:to|and|or|الي|او) | ?و ?")
# 3.05pm, 6:04 p.m., 8 مساء
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))? ?(?:(?P<evening>p\.?m\b|مساء)|a\.?m\b|صباحا)"
)
# 2024-10-07, 7/10/2024
_NUMERIC_DATE = re.compile(
    r"(?<![\d/.\-])(?:(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d\d?)(?P=s1)(?P<d1>\d\d?)"
    r"|(?P<d2>\d\d?)(?P<s2>[-/.])(?P<m2>\d\d?)(?P=s2)(?P<y2>\d{4}))(?![\d/]|[.\-]\d)"
)
_WORD = re.compile(r"[a-z]+|[ء-ي]+")
# Between a day and its month: 4th of March, 4 من مارس; and the reverse, March 4.
_DAY_FIRST = re.compile(r"(?:st|nd|rd|th)?(?: of| من)? [بل]?(?:شهر )?")
_MONTH_FIRST = re.compile(r"\.? (?:the )?")


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value at `text[start:end]` of the folded text, with all its readings.

    `certain` is False for what may be no value at all: `one`, `second`, `half`, the month `may`, a
    bare مليون. Such a value can confirm another, but its absence proves nothing.
    """

    start: int
    end: int
    readings: frozenset[str]
    certain: bool = True


def stated_values(text: str) -> list[StatedValue]:
    """Return the values of a text in order, with offsets into `fold_letters(text)`."""
    folded = fold_letters(text)
    months = list(_months(folded))
    clock = [*_numeric_dates(folded), *_times(folded)]
    taken = [*months, *clock]
    numbers = [one for one in read_numbers(folded) if not _within(one.start, taken)]
    figures = list(_figures(folded, numbers))
    days = list(_days(folded, months, figures))
    implied = [one for one in _implied(folded) if not _within(one.start, figures)]
    found = [*taken, *figures, *days, *implied]
    return sorted(found, key=lambda one: (one.start, one.end))


def unmatched_values(
    wanted: Sequence[StatedValue], there: Sequence[StatedValue]
) -> list[StatedValue]:
    """Return the values of `wanted` of which no reading is a reading of one of `there`.

    From 100,000 on a figure also matches one that differs by at most 0.5 %, since large figures
    are rounded in one language and not in the other.
    """
    known = frozenset[str]().union(*(one.readings for one in there))
    return [
        one
        for one in wanted
        if known.isdisjoint(one.readings) and not _nearly_equal(one.readings, known)
    ]


def _nearly_equal(readings: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether a large reading differs from a known one by rounding only."""
    ours, theirs = (
        [Decimal(one) for one in some if one.replace(".", "", 1).isdecimal()]
        for some in (readings, known)
    )
    return any(
        min(one, other) >= _LEAST_ROUNDED and abs(one - other) <= _ROUNDED * max(one, other)
        for one in ours
        for other in theirs
    )


def _months(folded: str) -> Iterator[StatedValue]:
    """Yield the named months; "may" and "march" may be verbs."""
    for match in _month_pattern().finditer(folded):
        reading = frozenset([f"month:{month_vocabulary()[match['name']]}"])
        yield StatedValue(*match.span("name"), reading, match["name"] not in ("may", "march"))


def _numeric_dates(folded: str) -> Iterator[StatedValue]:
    """Yield year, month and day of each date in digits.

    Where the year is last, either of the other two may be the month: 7/10/2024.
    """
    for match in _NUMERIC_DATE.finditer(folded):
        year, orders = _year_and_orders(match)
        if orders:
            yield StatedValue(*match.span(), frozenset([str(year)]))
            yield StatedValue(*match.span(), frozenset(f"month:{one}" for one, _ in orders))
            yield StatedValue(*match.span(), frozenset(str(other) for _, other in orders))
            days = frozenset(f"day:{one}-{other}" for one, other in orders)
            yield StatedValue(*match.span(), days)


def _year_and_orders(match: re.Match[str]) -> tuple[int, list[tuple[int, int]]]:
    """Return the year of a date in digits, and each month and day that the rest may stand for."""
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"]) for part in ("y", "m", "d"))
    orders = [(month, day), (day, month)] if match["y2"] else [(month, day)]
    return year, [(one, other) for one, other in orders if 1 <= one <= 12 and 1 <= other <= 31]


def _times(folded: str) -> Iterator[StatedValue]:
    """Yield hours and minutes of the clock; an hour of the evening also reads 12 more."""
    for match in _CLOCK.finditer(folded):
        hour = int(match["hour"])
        later = {str(hour + 12)} if match["evening"] and hour < 12 else set()
        yield StatedValue(*match.span("hour"), frozenset({str(hour)} | later))
        if match["minute"]:
            yield StatedValue(*match.span("minute"), frozenset([str(int(match["minute"]))]))


def _figures(folded: str, numbers: Sequence[ReadNumber]) -> Iterator[StatedValue]:
    """Yield the numbers with their percent signs, halves and further readings."""
    covered = 0
    for at, one in enumerate(numbers):
        if one.start < covered:
            continue
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        start, end, value = _with_half(folded, one)
        percent = _PERCENT.match(folded, end) or _SIGN_BEFORE.search(
            folded, max(0, start - 2), start
        )
        readings = {_written(value) + "%" * bool(percent)}
        if following and _TO.fullmatch(folded, end, following.start):
            readings |= _of_range(folded, one, following)
        covered = end = max(percent.end(), end) if percent else end
        certain = bool(percent) or _is_certain(folded, one)
        yield StatedValue(start, end, frozenset(readings), certain)


def _with_half(folded: str, one: ReadNumber) -> tuple[int, int, Decimal]:
    """Return span and value of a number, with a half that belongs to it."""
    half = Decimal("0.5") * (one.scale or 1)
    after = _AND_A_HALF.match(folded, one.end)
    if after:
        return one.start, after.end(), one.value + half
    before = _HALF_BEFORE.search(folded, max(0, one.start - 10), one.start)
    if before and one.words == 1 and one.value == one.scale:
        return before.start(), one.end, half
    return one.start, one.end, one.value


def _of_range(folded: str, first: ReadNumber, last: ReadNumber) -> set[str]:
    """Return what the first figure of a range reads with the scale or percent of the last."""
    scale = last.scale or Decimal(1)
    found = {_written(first.value * scale)} if first.value < scale else set()
    return found | ({_written(first.value) + "%"} if _PERCENT.match(folded, last.end) else set())


def _is_certain(folded: str, one: ReadNumber) -> bool:
    """Return whether a number must be one: not `one`, `second` or a bare million in words."""
    if one.digits:
        return True
    bare_scale = one.words == 1 and one.value in (one.scale, 100)
    return one.value > 1 and not bare_scale and folded[one.start : one.end] not in DOUBTFUL_WORDS


def _days(
    folded: str, months: Sequence[StatedValue], figures: Sequence[StatedValue]
) -> Iterator[StatedValue]:
    """Yield the days of named months: 4 March, مارس 4, March 4th."""
    for month in months:
        (number,) = (reading.removeprefix("month:") for reading in month.readings)
        for figure in figures:
            before = _DAY_FIRST.fullmatch(folded, figure.end, month.start)
            after = _MONTH_FIRST.fullmatch(folded, month.end, figure.start)
            days = [one for one in figure.readings if one.isdecimal() and 1 <= int(one) <= 31]
            if days and (before or after):
                span = min(month.start, figure.start), max(month.end, figure.end)
                yield StatedValue(*span, frozenset([f"day:{number}-{days[0]}"]))
                break


def _implied(folded: str) -> Iterator[StatedValue]:
    """Yield the values that a word implies: tripled, half, عامين."""
    for match in _WORD.finditer(folded):
        if readings := implied_vocabulary().get(match[0]):
            yield StatedValue(*match.span(), readings, certain=False)


def _within(position: int, values: Sequence[StatedValue]) -> bool:
    """Return whether a position is part of one of the values."""
    return any(one.start <= position < one.end for one in values)


def _written(value: Decimal) -> str:
    """Return a value in its shortest form: 54000, 3.5."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


@cache
def _month_pattern() -> re.Pattern[str]:
    """Return a pattern for all names, the Arabic ones with their clitics: وفي يناير, بيناير."""
    names = "|".join(sorted(month_vocabulary(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:[وف]?[بلك]?)(?P<name>{names})(?![^\W\d_])")
