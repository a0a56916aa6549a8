"""Finds the numbers and percentages of a text as facts, with all that each may stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from rag.text.analysis.folding import Plain
from rag.text.analysis.number_words import number_and_ordinal_words
from rag.text.analysis.numbers import Number, all_numbers, key
from rag.text.facts.bounds import bound_of, range_of
from rag.text.facts.fact import Bound, Fact
from rag.text.facts.halves import compounds, unit
from rag.text.facts.named_numbers import is_named, without_scale
from rag.text.facts.short_forms import signed, with_short_forms

# Between the ends of a range: 10-15, 10 to 15, 10 الي 15, 10 و15.
_RANGE = re.compile(r"\s?-\s?|\s?(?:to|and|or|till|الي|حتي|او)\s?|\s?و\s?|\s?-?الي\s?")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
# Groups of three that may be one number or several: 53, 193, 914; 962 300 412 5.
_LISTED = re.compile(r"(?<![\d.,] )(?<![\d.,])[1-9]\d{0,2}(, | )\d{3}(?:\1\d{3})*(?!\d)")
_FURTHEST = 30  # characters that such a number reaches to either side
_CENTURY_BEFORE = re.compile(r"(?:قرن|قرنين|قرون)\s(?:[^\W\d]+\s(?:و\s?)?)?\Z")
_CENTURY_AFTER = re.compile(r"(?:th|st|nd|rd)?[\s-](?:and\s\w+\s)?centur")
_DECADE_BEFORE = re.compile(r"ين(?:ي)?ات\s(?:من\s)?القرن\s\Z")
_YEAR = re.compile(r"1\d{3}|20\d\d")
# Third parties, the third world: no place in an order.
_NO_ORDER = re.compile(r"[\s-](?:part(?:y|ies)|world|person|countr)")
_NO_ORDER_BEFORE = re.compile(r"(?:طرف|اطراف|عالم|شخص|دول|دوله)\s\Z")
# Alpha is written like two thousand.
_ALPHA = ("الفا", "والفا")
_COUNTED = re.compile(
    r"\s(?:شخص|دولار|قتيل|جريح|جندي|نازح|لاج|متر|كيلومتر|طن|عام|سنه|موظف|عامل|مصاب|اصابه|حاله|وحده"
    r"|منزل|معتقل|مهاجر|مقاتل|فرد|متظاهر|طالب|يورو|جنيه|ريال|دينار|درهم|برميل)"
)
_ROUND = (100, 10**3, 10**6, 10**9, 10**12)
# Monday, dead, praised.
_OTHER_WORDS = frozenset(["الاثنين", "والاثنين", "ميتا", "اثني", "اثنا"])
_COLON_BEFORE = re.compile(r":\Z")
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
_PLACE_MARK = re.compile(r"(?:[kcmd]?m|كم|سم|م|متر)[23]\Z")
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


def figures(folded: Plain, places: Sequence[FigurePlace]) -> list[Fact]:
    """Return the numbers and percentages of a folded text, given their places in it."""
    ranges = _ranges(folded, places)
    return [
        _figure(folded, place, ranges.get(at))
        for at, place in enumerate(places)
        if not _PLACE_MARK.search(folded.text, max(place.number.start - 4, 0), place.number.end)
    ]


def _ranges(folded: Plain, places: Sequence[FigurePlace]) -> dict[int, Bound]:
    """Return the ranges of a folded text, by the places of both ends."""
    found = dict[int, Bound]()
    for at, place in enumerate(places):
        if place.after is not None and at not in found and not place.named:
            between = range_of(folded, place.number, place.after)
            if between is not None:
                found[at] = found[at + 1] = between
    return found


def _figure(folded: Plain, place: FigurePlace, between: Bound | None) -> Fact:
    """Return the fact of a number; `between` is the range that it is an end of."""
    number = place.number
    value = signed(folded.text, number)
    readings = {value.key, *chain.from_iterable(rule(place) for rule in _RULES)}
    if value is not number:
        readings = {value.key, number.key} if number.percent else {value.key}
    bound = between
    if bound is None and not place.named:
        bound = bound_of(folded, number.start, number.end, year=place.may_be_year)
    return Fact(
        "percent" if number.percent else "number",
        *folded.span(number.start, number.end),
        value.key,
        frozenset(readings),
        _strict(place) or (bound is not None and number.value > 2),
        number.scaled,
        bound,
        place.named,
    )


def places(text: str, taken: Iterable[tuple[int, int]]) -> list[FigurePlace]:
    """Return the numbers of a folded text with their neighbours.

    Numbers that begin inside the spans `taken` are left out.
    """
    spans = sorted(taken)
    numbers = compounds(text, all_numbers(text, number_and_ordinal_words(), spaced_and=True))
    outside = [one for one in numbers if not _within(one.start, spans)]
    ends = {end for _, end in spans}
    named = [one.start - 1 not in ends and is_named(text, one) for one in outside]
    found = [
        without_scale(text, one) if in_name else with_short_forms(text, one)
        for one, in_name in zip(outside, named, strict=True)
    ]
    around = zip(found, [None, *found], [*found[1:], None], named, strict=False)
    return [FigurePlace(text, *beside) for beside in around]


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether one of the spans, which are in order, contains the position."""
    at = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return at >= 0 and position < spans[at][1]


def _strict(place: FigurePlace) -> bool:
    """Return whether the words can only be a number.

    Not so a single one or first, a lone million, Monday (الاثنين), the century of a decade, or the
    00 of 5:00.
    """
    number = place.number
    if place.written[0].isdigit():
        return not (place.written == "00" and place.preceded(_COLON_BEFORE))
    if number.vague or number.value <= 1 or (number.ordinal and number.value == 2):
        return False
    if number.ordinal and (place.followed(_NO_ORDER) or place.preceded(_NO_ORDER_BEFORE)):
        return False
    if place.written.isalpha() and number.value in _ROUND:
        return False
    if place.written in _ALPHA and not place.followed(_COUNTED):
        return False
    return not place.preceded(_DECADE_BEFORE) and place.written not in _OTHER_WORDS


def _separators(place: FigurePlace) -> Iterator[str]:
    """Yield both readings of an ambiguous separator: 1.500 may be 1500, and 1,500 may be 1.5."""
    if _GROUPED.fullmatch(place.written):
        whole = Decimal(place.written.replace(",", "").replace(".", ""))
        yield key(whole)
        if whole % 1000:  # nobody writes 1.000 for one
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
    """Yield the other reading of a scale word that may be a dual: مليارا دولار, مليارا و200 مليون."""
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
