"""Gives the values that a number in its place may stand for, beside the one that it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from rag.text.analysis.numbers import Number, key
from rag.text.facts.halves import unit

# Between the ends of a range: 10-15, 10 to 15, 10 الي 15, 10 و15.
_RANGE = re.compile(r"\s?-\s?|\s?(?:to|and|or|till|الي|حتي|او)\s?|\s?و\s?|\s?-?الي\s?")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
# Groups of three that may be one number or several: 53, 193, 914; 962 300 412 5.
_LISTED = re.compile(r"(?<![\d.,] )(?<![\d.,])[1-9]\d{0,2}(, | )\d{3}(?:\1\d{3})*(?!\d)")
_FURTHEST = 30  # characters that such a number reaches to either side
_CENTURY_BEFORE = re.compile(r"(?:قرن|قرنين|قرون)\s(?:[^\W\d]+\s(?:و\s?)?)?\Z")
_CENTURY_AFTER = re.compile(r"(?:th|st|nd|rd)?[\s-](?:and\s\w+\s)?centur")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_DECADE_AFTER = re.compile(r"'?s\b")
_MULTIPLES = {10: r"\s(?:decades|عقود|عقدا)\b", 100: r"\s(?:centuries|قرون)\b"}
# What a unit with a half is in smaller units: ساعة ونصف is 90 minutes, قرن ونصف 150 years.
_SMALLER = (
    ("قرن", 100),
    ("centur", 100),
    ("عقد", 10),
    ("decade", 10),
    ("ساع", 60),
    ("hour", 60),
    ("سن", 12),
    ("عام", 12),
    ("اعوام", 12),
    ("year", 12),
    ("يوم", 24),
    ("ايام", 24),
    ("day", 24),
)
_LARGEST_HALVED = 1000
_DUAL = re.compile(r"و?(?:الفا|مليونا|مليارا|بليونا|تريليونا)(?![ء-ي])")
_MULTIPLE_AFTER = {times: re.compile(pattern) for times, pattern in _MULTIPLES.items()}
# 8 p.m., 8:30 pm, 8 مساء, 2 بعد الظهر.
_EVENING = re.compile(r"(?:[:.]\d\d)?\s?(?:p\.?m\b|مساء|بعد الظهر|بعد ظهر|ظهرا|عصرا|ليلا)")
_POINTS_AFTER = re.compile(r"\s(?:percentage|نقطه\sميويه|نقاط\sميويه)")


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """A number and its neighbours in a folded text."""

    text: str
    number: Number
    before: Number | None
    after: Number | None
    named: bool

    @property
    def written(self) -> str:
        """Return the number as it is written."""
        return self.text[self.number.start : self.number.end]

    @property
    def plain(self) -> bool:
        """Return whether the number is whole, without percent or scale word."""
        number = self.number
        return (
            not (number.percent or number.scaled)
            and number.value == number.value.to_integral_value()
        )

    @property
    def may_be_year(self) -> bool:
        """Return whether the number is written like a year."""
        return _YEAR.fullmatch(self.written) is not None

    def preceded(self, pattern: re.Pattern[str], within: int = 30) -> bool:
        """Return whether the pattern is found in the `within` characters before the number."""
        start = self.number.start
        return pattern.search(self.text[max(start - within, 0) : start]) is not None

    def followed(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the pattern matches directly behind the number."""
        return pattern.match(self.text, self.number.end) is not None


def readings(place: FigurePlace) -> Iterator[str]:
    """Yield the keys of all other values that a number may stand for."""
    yield from chain.from_iterable(rule(place) for rule in _RULES)


def _separators(place: FigurePlace) -> Iterator[str]:
    """Yield both readings of an ambiguous separator: 1.500 may be 1500, and 1,500 may be 1.5."""
    if _GROUPED.fullmatch(place.written):
        whole = Decimal(place.written.replace(",", "").replace(".", ""))
        yield key(whole)
        if not place.written.endswith("000"):  # nobody writes 1.000 for one
            yield key(whole / 1000)


def _range(place: FigurePlace) -> Iterator[str]:
    """Yield the beginning of a range with the scale or percent of its end: 10-15 million."""
    number, after = place.number, place.after
    if after is None or number.scaled or number.percent:
        return
    if not _RANGE.fullmatch(place.text, number.end, after.start):
        return
    if after.percent:
        yield replace(number, percent=True).key
    if after.scaled:
        yield key(number.value * unit(after))


def _short_year(place: FigurePlace) -> Iterator[str]:
    """Yield the full year of a shortened one: 1950-53."""
    before = place.before
    if before is None or not place.plain or len(place.written) != 2:
        return
    if place.text[before.end : place.number.start] in ("-", "/") and 1000 < before.value < 2100:
        yield key(before.value // 100 * 100 + place.number.value)


def _century(place: FigurePlace) -> Iterator[str]:
    """Yield the first year of a century: the 19th century is the 1800s."""
    named = place.preceded(_CENTURY_BEFORE) or place.followed(_CENTURY_AFTER)
    if named and place.plain and 1 < place.number.value < 22:
        yield key((place.number.value - 1) * 100)


def _decade(place: FigurePlace) -> Iterator[str]:
    """Yield the first year of a decade: the 90s are the 1990s."""
    value = place.number.value
    if place.plain and 10 < value < 100 and value % 10 == 0 and place.followed(_DECADE_AFTER):
        yield key(1900 + value)


def _multiple(place: FigurePlace) -> Iterator[str]:
    """Yield the number of years or pieces: two decades are 20 years."""
    for times, after in _MULTIPLE_AFTER.items():
        if place.followed(after):
            yield key(place.number.value * times)


def _smaller(place: FigurePlace) -> Iterator[str]:
    """Yield a unit with a half in smaller units: 90 for an hour and a half."""
    number = place.number
    if number.percent or number.scaled or number.value > _LARGEST_HALVED:
        return
    if number.value % 1:
        for unit_name, times in _SMALLER:
            if unit_name in place.written:
                yield key(number.value * times)


def _dual(place: FigurePlace) -> Iterator[str]:
    """Yield the other reading of a scale word that may be a dual: مليارا دولار."""
    dual = _DUAL.match(place.text, place.number.start)
    if dual is None:
        return
    if dual.end() == place.number.end:
        yield key(place.number.value / 2)
    else:
        yield key(place.number.value + unit(place.number))


def _clock(place: FigurePlace) -> Iterator[str]:
    """Yield the hour of a 24-hour clock: 8 p.m. is 20:00."""
    if place.plain and place.number.value < 12 and place.followed(_EVENING):
        yield key(place.number.value + 12)


def _points(place: FigurePlace) -> Iterator[str]:
    """Yield percentage points as percent: 40 percentage points."""
    if place.followed(_POINTS_AFTER):
        yield place.number.key + "%"


def _digit_groups(place: FigurePlace) -> Iterator[str]:
    """Yield spaced or listed groups of digits as one number: 53, 193, 914 may be 53193914."""
    at = place.number.end - 1
    if not (place.plain and place.text[at].isdigit()):
        return
    for match in _LISTED.finditer(place.text, max(at - _FURTHEST, 0), at + _FURTHEST):
        if match.start() <= at < match.end():
            yield re.sub("[, ]", "", match[0])


_RULES: tuple[Callable[[FigurePlace], Iterator[str]], ...] = (
    _separators,
    _range,
    _short_year,
    _century,
    _decade,
    _multiple,
    _smaller,
    _dual,
    _clock,
    _points,
    _digit_groups,
)
