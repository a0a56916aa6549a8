"""Numbers that take more than the grammar of numbers to read: نصف مليون, two and a half million,
سنتان ونصف, 5.30 p.m."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from rag.text.numbers import Number

_PARTS = {
    **dict.fromkeys(("half", "نصف", "النصف"), Decimal("0.5")),
    **dict.fromkeys(("quarter", "ربع", "الربع"), Decimal("0.25")),
    **dict.fromkeys(("third", "ثلث", "الثلث"), Decimal("0.33")),
}
_PART = rf"(?:(?P<and>\sand\s(?:an?\s|one\s)?|\sو)|\b)(?P<part>{'|'.join(_PARTS)})"
_PART_BEFORE = re.compile(_PART + r"(?:\sof)?(?:\sa)?\s\Z")
_PART_AFTER = re.compile(_PART + r"\b(?!\s(?:of|من|ال))")
_SCALES = tuple(Decimal(10) ** zeros for zeros in (12, 9, 6, 3))
_DOTTED_TIME = re.compile(
    r"(\d{1,2})\.(\d\d)(?=\s?(?:[ap]\.?m\b|مساء|صباحا|فجرا|ظهرا|بتوقيت|gmt\b))"
)


def compounds(text: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """The numbers of a folded text with the halves, quarters and thirds that belong to them; the
    hour and the minutes of a time with a dot apart."""
    for number in _with_scale_halves(text, numbers):
        after = _PART_AFTER.match(text, number.end)
        time = _DOTTED_TIME.match(text, number.start)
        if time:
            for group in (1, 2):
                yield Number(*time.span(group), Decimal(time[group]))
        elif after and after["and"]:
            value = number.value + _PARTS[after["part"]] * unit(number)
            yield replace(number, end=after.end(), value=value, vague=False)
        else:
            yield number


def _with_scale_halves(text: str, numbers: Iterable[Number]) -> Iterator[Number]:
    """Joins a half, and a number before it, to the scale word that it is the half of."""
    last: Number | None = None
    for number in numbers:
        joined, used = _joined(text, last, number)
        if last is not None and not used:
            yield last
        last = joined
    if last is not None:
        yield last


def _joined(text: str, last: Number | None, number: Number) -> tuple[Number, bool]:
    """`number` with the part that stands before it, and whether that took `last` in."""
    part = _PART_BEFORE.search(text, max(number.start - 30, 0), number.start)
    scale = number.value
    if part is None or scale not in _SCALES or text[number.start].isdigit():
        return number, False
    share = _PARTS[part["part"]]
    if part["and"] and last is not None and last.end == part.start():
        value = last.value + share * scale if last.scaled else (last.value + share) * scale
        return replace(number, start=last.start, value=value, vague=False), True
    return replace(number, start=part.start("part"), value=share * scale, vague=False), False


def unit(number: Number) -> Decimal:
    """What one of the number's scale word is: of three million a million, of three one."""
    fitting = (scale for scale in _SCALES if number.value >= scale)
    return next(fitting, Decimal(1)) if number.scaled else Decimal(1)
