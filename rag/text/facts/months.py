"""Finds the months of a text: Gregorian under all their Arabic names, and Hijri."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rag.text.analysis.folding import Plain
from rag.text.analysis.number_words import number_and_ordinal_words
from rag.text.calendar_names import month_keys

# Names that are other words, or people's names, too: father, forbidden, practised, Nissan.
_DOUBTFUL_NAMES = """
may march mar jan dec jun sep apr safar shaban اب ماي اوت مارس نيسان جوان محرم صفر رجب شعبان رمضان
"""
_DOUBTFUL = frozenset(_DOUBTFUL_NAMES.split())


@dataclass(frozen=True, slots=True)
class Month:
    """A month at `text[start:end]` of a folded text.

    `key` is its number, with `h` before a Hijri one. `sure` is False where the word may have
    another meaning (May, صفر).
    """

    start: int
    end: int
    key: str
    sure: bool = True


def months(folded: Plain) -> Iterator[Month]:
    """Yield the months of a folded text in order.

    English names need a capital. An ambiguous name is sure behind a day, a preposition of time or
    the word month, and before a year.
    """
    pattern, keys = _names()
    for match in pattern.finditer(folded.text):
        name = match["name"]
        if name.isascii() and not folded.capital(match.start("name")):
            continue
        key = keys[" ".join(name.split())]
        if name == "مايو" and _CLINIC.match(folded.text, match.end("name")):
            continue
        sure = name not in _DOUBTFUL or _beside(folded.text, match)
        yield Month(match.start("name"), match.end("name"), key, sure)


# What shows a month before it: "7th of ", "شهر ", "والشهر ", "since ", "في ", "منتصف ".
_BEFORE = re.compile(
    r"(?:\b\d{1,2}(?:st|nd|rd|th)?(?:\sof|\sمن)?|\b[ولبف]?(?:ال)?شهر|month of|(?:\b|و)\d{1,2}/"
    r"|\b(?:in|since|until|late|early|mid|last|during)"
    r"|\b[وف]?(?:في|منذ|حتي|خلال|اوايل|اواخر|مطلع|منتصف|بدايه|نهايه))[\s,\-]{1,2}\Z"
)
_DAY_IN_WORDS = re.compile(r"(\w+)(?:\sعشر|\sوالعشرين|\sوالثلاثين)?\s(?:من|of)\s\Z")
# A year behind it: " 2024", ", 2024", "/october 2024", " عام 2024".
_AFTER = re.compile(r"(?:/\w{3,9})?[\s,.\-]{0,3}(?:عام |العام |سنه |of )?\d{1,4}\b")
_CLINIC = re.compile(r"\s(?:كليني?ك)")  # the Mayo Clinic is no May
_OWNS = re.compile(r"'s?\b")


def _beside(text: str, match: re.Match[str]) -> bool:
    """Return whether the words beside the name show that it is a month."""
    start, end = match.span("name")
    first = match.start()
    before = text[max(first - 30, 0) : start]
    if _AFTER.match(text, end) or (_BEFORE.search(before) and not _OWNS.match(text, end)):
        return True
    day = _DAY_IN_WORDS.search(before)
    return day is not None and day[1] in number_and_ordinal_words()


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern for all names, and the key of each name."""
    keys = month_keys()
    ordered = sorted(keys, key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in ordered)
    clitics = "[وف]?(?:[بل]?ال|[بلك]|لل)?"
    pattern = re.compile(rf"(?<![^\W\d_]){clitics}(?P<name>{either})(?![^\W\d_])")
    return pattern, keys
