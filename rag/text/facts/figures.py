"""Finds the numbers and percentages of a text as facts, with all that each may stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from rag.text.analysis.folding import Plain
from rag.text.analysis.number_words import number_and_ordinal_words
from rag.text.analysis.numbers import all_numbers
from rag.text.facts.bounds import bound_of, range_of
from rag.text.facts.fact import Bound, Fact
from rag.text.facts.halves import compounds
from rag.text.facts.named_numbers import is_named, without_scale
from rag.text.facts.readings import FigurePlace, readings
from rag.text.facts.short_forms import signed, with_short_forms

_DECADE_BEFORE = re.compile(r"ين(?:ي)?ات\s(?:من\s)?القرن\s\Z")
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
_PLACE_MARK = re.compile(r"(?:[kcmd]?m|كم|سم|م|متر)[23]\Z")


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
    stands_for = {value.key, *readings(place)}
    if value is not number:
        stands_for = {value.key, number.key} if number.percent else {value.key}
    bound = between
    if bound is None and not place.named:
        bound = bound_of(folded, number.start, number.end, year=place.may_be_year)
    return Fact(
        "percent" if number.percent else "number",
        *folded.span(number.start, number.end),
        value.key,
        frozenset(stands_for),
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
