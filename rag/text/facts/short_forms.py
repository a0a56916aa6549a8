"""Reads short forms and signs of numbers that only some texts use: 40k, 5 pc, minus 5."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rag.text.analysis.numbers import Number

_SHORT_BEHIND = re.compile(r"\s?(?:bn|b|tn|trn|mn|mln|mio)\b")
_SHORT = {
    "b": 10**9,
    "bn": 10**9,
    "tn": 10**12,
    "trn": 10**12,
    "mn": 10**6,
    "mln": 10**6,
    "mio": 10**6,
}
_PERCENT_BEHIND = re.compile(
    r"\s?(?:pct|pc|p\.c\.)(?![a-z])|\sفي الميه\b|\s(?:percent|per cent)\b|\s?في\sال(?:ميه|مايه)\b"
)
_PER_MILLE = re.compile(r"\s?‰|\s(?:بال|في ال)الف\b|\sper (?:mille|thousand)\b")
_DOZEN_BEHIND = re.compile(r"\s(?:dozens?|دزينه|دزينات)\b")
# minus 5, ناقص 5, سالب 5; -5 only where degrees, points or percent follow.
_MINUS_BEFORE = re.compile(r"\b(?:minus|negative|ناقص|سالب)\s\Z")
_DASH_BEFORE = re.compile(r"(?:\A|[^\d\s]\s|[(:])-\Z")
_MEASURE_BEHIND = re.compile(r"\s?(?:°|[cf]\b|degree|celsius|درج|ميوي|نقط|point)")
_BELOW_BEHIND = re.compile(
    r"(?:\s(?:degrees?|celsius|fahrenheit|centigrade|c|f|°c|درجه|درجات|مئويه|ميويه)){0,3}"
    r"\s(?:below\s(?:zero|freezing)|تحت\s(?:ال)?صفر|دون\s(?:ال)?صفر)"
)


def with_short_forms(text: str, number: Number) -> Number:
    """Return a number of a folded text with its short scale, percent or per mille words."""
    if number.percent:
        return number
    percent = _PERCENT_BEHIND.match(text, number.end)
    if percent:
        return replace(number, end=percent.end(), percent=True)
    mille = _PER_MILLE.match(text, number.end)
    if mille:
        value = number.value / 10
        return replace(number, end=mille.end(), value=value, percent=True, vague=False)
    dozen = None if number.ordinal else _DOZEN_BEHIND.match(text, number.end)
    if dozen:
        return replace(number, end=dozen.end(), value=number.value * 12, vague=False)
    return _with_scale(text, number)


def _with_scale(text: str, number: Number) -> Number:
    """Return a number with the short scale behind it: 40k, 1.2 mn, $3b."""
    written = text[number.start : number.end]
    if not written[-1:].isdigit():
        if written[-1:] == "k" and written[:1].isdigit():
            return replace(number, value=number.value * 1000, scaled=True)
        return number
    short = _SHORT_BEHIND.match(text, number.end)
    if short is None or number.scaled:
        return number
    scale = Decimal(_SHORT[short[0].strip()])
    if short[0].strip() == "b" and written[0] not in "$£€¥":
        return number
    return replace(number, end=short.end(), value=number.value * scale, scaled=True)


def signed(text: str, number: Number) -> Number:
    """Return a number with its sign: below zero where a minus or such words say so."""
    if number.ordinal or number.scaled or not number.value:
        return number
    return replace(number, value=-number.value) if _is_below_zero(text, number) else number


def _is_below_zero(text: str, number: Number) -> bool:
    """Tell whether words or a sign beside a number say that it is below zero."""
    first, start = max(number.start - 12, 0), number.start
    if _MINUS_BEFORE.search(text, first, start) or _BELOW_BEHIND.match(text, number.end):
        return True
    dashed = _DASH_BEFORE.search(text[max(start - 3, 0) : start])
    return dashed is not None and (
        number.percent or _MEASURE_BEHIND.match(text, number.end) is not None
    )
