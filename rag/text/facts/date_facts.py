"""Finds the months, days and decades of a text as facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text.analysis.folding import Plain
from rag.text.analysis.numbers import Number
from rag.text.facts.fact import Fact
from rag.text.facts.months import Month

_STEMS = {
    **dict.fromkeys(("twenties", "عشرين"), 20),
    **dict.fromkeys(("thirties", "ثلاثين"), 30),
    **dict.fromkeys(("forties", "اربعين"), 40),
    **dict.fromkeys(("fifties", "خمسين"), 50),
    **dict.fromkeys(("sixties", "ستين"), 60),
    **dict.fromkeys(("seventies", "سبعين"), 70),
    **dict.fromkeys(("eighties", "ثمانين"), 80),
    **dict.fromkeys(("nineties", "تسعين"), 90),
}
# Folded: التسعينات، وثمانينيات القرن, nineties.
_DECADE = re.compile(
    rf"\b(?:[وف]?[بلك]?(?:ال)?|لل)(?P<stem>{'|'.join(_STEMS)})(?:ي?ات)?(?P<century>\sالقرن)?\b"
)


def decades(folded: Plain) -> Iterator[Fact]:
    """Yield the decades of a folded text, by their first years: `1990`.

    The fact may stand for 1890 too where a century is named, and for 2020 where the decade is the
    twenties. Decades in digits (1990s) are numbers.
    """
    for match in _DECADE.finditer(folded.text):
        decade = _STEMS[match["stem"]]
        if not (
            match["stem"].isascii() or folded.text.startswith(("ات", "يات"), match.end("stem"))
        ):
            continue
        readings = {str(1900 + decade)}
        if match["century"]:
            readings.add(str(1800 + decade))
        if decade <= 20:
            readings.add(str(2000 + decade))
        start, end = folded.span(match.start(), match.end("stem"))
        yield Fact("number", start, end, str(1900 + decade), frozenset(readings))


_SIDES = r"(?<![\d/.\-])", r"(?![\d/]|[.\-]\d)"
_YEAR_FIRST = re.compile(_SIDES[0] + r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _SIDES[1])
_YEAR_LAST = re.compile(_SIDES[0] + r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _SIDES[1])
_DAY_AND_MONTH = re.compile(_SIDES[0] + r"(\d{1,2})/(\d{1,2})" + _SIDES[1])
_DIGITS_JOINED = re.compile(r"\d[-/.]\d")
# Between a day and its month: "7th of october", "7-october", "7 من شهر اكتوبر", "7 لاكتوبر".
_TO_MONTH = re.compile(r"(?:st|nd|rd|th)?(?:-|\s(?:of\s|من\s)?(?:the month of\s|شهر\s)?)[بل]?")
_TO_DAY = re.compile(r"\.?\s(?:the\s)?")
# Between a day or month and its year: "october 7th, 2024", "اكتوبر من عام 2024".
_TO_YEAR = re.compile(r"\.?(?:st|nd|rd|th)?\)?,?\s?(?:of\s|من\s)?(?:عام\s|العام\s|سنه\s)?")
_NOUN_BEHIND = re.compile(r"(?:st|nd|rd|th)?\s(?!in\b|at\b|of\b|and\b)[^\W\d_]|[-.:]\d")
_SAME_MONTH = re.compile(r"\s?[/(]\s?")
# Between the days of a range: "7th - 9th", "7 to 9", "7 الي 9", "7 و9".
_RANGE = re.compile(r"(?:st|nd|rd|th)?(?:\s?-\s?|\s(?:to|and|الي|او)\s|\sو)")


def month_facts(folded: Plain, months: Sequence[Month]) -> Iterator[Fact]:
    """Yield the months of a folded text as facts: `month:10`."""
    for month in months:
        start, end = folded.span(month.start, month.end)
        key = f"month:{month.key}"
        yield Fact("month", start, end, key, frozenset([key]), month.sure)


def numeric_dates(folded: Plain) -> Iterator[tuple[tuple[int, int], list[Fact]]]:
    """Yield the dates in digits, each as its span in the folded text and its facts.

    The facts are the date `2024-10-07` and its day, month and year as numbers. 7/10/2024 may be
    2024-07-10 too; of 9/11 only the numbers are facts, and either may be the month.
    """
    if not _DIGITS_JOINED.search(folded.text):
        return
    for match in _YEAR_FIRST.finditer(folded.text):
        year, month, day = (match.span(group) for group in (1, 3, 4))
        yield match.span(), list(_date(folded, match.span(), year, [(month, day)]))
    for match in _YEAR_LAST.finditer(folded.text):
        year, first, second = (match.span(group) for group in (4, 1, 3))
        pairs = [(second, first), (first, second)]
        yield match.span(), list(_date(folded, match.span(), year, pairs))
    for match in _DAY_AND_MONTH.finditer(folded.text):
        yield match.span(), [_part_of_date(folded, *match.span(group)) for group in (1, 2)]


def named_dates(
    folded: Plain, months: Sequence[Month], numbers: Sequence[Number]
) -> Iterator[Fact]:
    """Yield the days of named months: `2024-10-07`, without a year `--10-07`."""
    items: list[Month | Number] = [*months, *numbers]
    items.sort(key=lambda item: item.start)
    for at, item in enumerate(items):
        if isinstance(item, Month):
            yield from _days_of(folded, item, items, at)


def _days_of(
    folded: Plain, month: Month, items: Sequence[Month | Number], at: int
) -> Iterator[Fact]:
    """Yield the days beside `items[at]`, which is a month: 7-9 October, October 7, 2024."""
    days = list(_days_before(folded.text, items, at))
    last = _last_name(folded.text, items, at)
    following = _next(folded.text, items, last, _TO_DAY)
    if (
        not days
        and following
        and _is_day(following)
        and folded.text[following.end : following.end + 1] != ":"
    ):
        days, last = [following], last + 1
    year = _next(folded.text, items, last, _TO_YEAR)
    if year is not None and not _is_year(year, hijri=month.key[0] == "h"):
        year = None
    elif year is not None:
        last += 1
    if days == [following]:
        yield from _second_day(folded, month, items, last)
    for day in days:
        start, end = folded.span(min(day.start, month.start), items[last].end)
        key = f"{year.value if year else '-'}-{month.key:0>2}-{int(day.value):02}"
        yield Fact("date", start, end, key, frozenset([key]), month.sure)


def _second_day(
    folded: Plain, month: Month, items: Sequence[Month | Number], at: int
) -> Iterator[Fact]:
    """Yield the second of two days behind their month: March 4 and 5.

    It is one only where no noun follows that it may count.
    """
    second = _next(folded.text, items, at, _RANGE)
    if second is None or not _is_day(second) or _NOUN_BEHIND.match(folded.text, second.end):
        return
    key = f"--{month.key:0>2}-{int(second.value):02}"
    span = folded.span(month.start, second.end)
    yield Fact("date", *span, key, frozenset([key]), strict=False)


def _days_before(text: str, items: Sequence[Month | Number], at: int) -> Iterator[Number]:
    """Yield the day before a month, and the day before that one if both are a range."""
    for gap in (_TO_MONTH, _RANGE):
        at -= 1
        day = items[at] if at >= 0 else None
        if not isinstance(day, Number) or not _is_day(day):
            return
        if not gap.fullmatch(text, day.end, items[at + 1].start):
            return
        before = items[at - 1] if at else None
        if isinstance(before, Month) and _is_day_before(text, before, day):
            return  # February 12-March 28: the day is that of the month before it.
        yield day


def _is_day_before(text: str, month: Month, day: Number) -> bool:
    """Return whether a day follows its month, and a dash follows the day."""
    return text[day.end] == "-" and _TO_DAY.fullmatch(text, month.end, day.start) is not None


def _last_name(text: str, items: Sequence[Month | Number], at: int) -> int:
    """Return the index of the last name of the month at `at`: تشرين الأول/أكتوبر has two."""
    while at + 1 < len(items):
        name, other = items[at], items[at + 1]
        if not isinstance(name, Month) or not isinstance(other, Month) or name.key != other.key:
            break
        if not _SAME_MONTH.fullmatch(text, name.end, other.start):
            break
        at += 1
    return at


def _next(
    text: str, items: Sequence[Month | Number], at: int, gap: re.Pattern[str]
) -> Number | None:
    """Return the number behind `items[at]`, if only `gap` is between them."""
    number = items[at + 1] if at + 1 < len(items) else None
    if isinstance(number, Number) and gap.fullmatch(text, items[at].end, number.start):
        return number
    return None


def _is_day(number: Number) -> bool:
    """Return whether a number may be a day of a month."""
    return _is_whole(number) and 1 <= number.value <= 31


def _is_year(number: Number, *, hijri: bool) -> bool:
    """Return whether a number may be a year."""
    return _is_whole(number) and (1 if hijri else 1000) <= number.value < 3000


def _is_whole(number: Number) -> bool:
    """Return whether a number is whole, without percent or scale word."""
    return (
        not (number.percent or number.scaled) and number.value == number.value.to_integral_value()
    )


def _date(
    folded: Plain,
    span: tuple[int, int],
    year: tuple[int, int],
    pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> Iterator[Fact]:
    """Yield the facts of a date in digits, given the spans of its year and (month, day) pairs."""
    text = folded.text
    keys = [
        f"{int(text[slice(*year)])}-{month:02}-{day:02}"
        for month, day in ((int(text[slice(*one)]), int(text[slice(*two)])) for one, two in pairs)
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if keys:
        yield Fact("date", *folded.span(*span), keys[0], frozenset(keys))
    for part in (year, *pairs[0]):
        yield _part_of_date(folded, *part)


def _part_of_date(folded: Plain, start: int, end: int) -> Fact:
    """Return a number of a date as a fact; up to 12 it may be a month."""
    value = int(folded.text[start:end])
    readings = [str(value), f"month:{value}"] if 1 <= value <= 12 else [str(value)]
    return Fact("number", *folded.span(start, end), str(value), frozenset(readings))
