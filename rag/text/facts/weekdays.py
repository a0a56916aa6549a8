"""Finds the weekdays of a text, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rag.text.analysis.folding import Plain
from rag.text.calendar_names import weekday_numbers

# Days that name an event and no day of the week that the news is about, and the two of them.
_NAMED = re.compile(
    r"(?:\b(?:black|good|bloody|easter|super|ash|palm|cyber|giving|holy|maundy|sheffield|whit)\s"
    r"|(?:بين|كلا|هذين|ايام)\s)\Z"
)
_NAMED_AFTER = re.compile(
    r"\s(?:السوداء|العظيمه|الحزينه|البيضاء|معا|الاسود"
    r"|(?:times|telegraph|mail|express|mirror|herald|star|world|post|night live|night football)\b)"
)
# A short name is one only where a stop, a comma, a month or a day stands behind it.
_SHORT_AFTER = re.compile(r"\.|,|\)|\s\d|\s[a-z]{3,9}\s\d")


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday at `text[start:end]` of a folded text; `number` is 0 for Monday."""

    start: int
    end: int
    number: int


def weekdays(folded: Plain) -> Iterator[Weekday]:
    """Yield the weekdays of a folded text in order.

    English names need a capital, Arabic ones their article. `Black Friday` and the plural
    `Sundays` name no single day.
    """
    pattern, numbers = _names()
    for match in pattern.finditer(folded.text):
        start, end = match.span("name")
        name = match["name"]
        if _NAMED.search(folded.text, max(start - 12, 0), match.start()):
            continue
        if name.isascii() and not _is_english_day(folded, name, start, end):
            continue
        if _NAMED_AFTER.match(folded.text, end):
            continue
        yield Weekday(start, end, numbers[name])


def _is_english_day(folded: Plain, name: str, start: int, end: int) -> bool:
    """Return whether an English name stands for a weekday and is no other word (sun, sat)."""
    if not folded.capital(start):
        return False
    if name.endswith("day"):
        return True
    if folded.text.startswith("the ", max(start - 4, 0)):
        return False
    return _SHORT_AFTER.match(folded.text, end) is not None


@cache
def _names() -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern for all names, and the number of each."""
    numbers = dict(weekday_numbers())
    # لل of الاحد: للاحد; the article is needed, for without it these are numbers and names.
    for name, number in list(numbers.items()):
        if name.startswith("ال"):
            numbers["لل" + name[2:]] = number
    either = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])[وف]?[بلك]?(?P<name>{either})(?![^\W_])"), numbers
