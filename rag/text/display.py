"""Prepares text for display: cleans it, isolates runs of the other direction, writes dates."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.records import Language
from rag.text.isolates import left_to_right_runs, right_to_left_runs

Direction = Literal["ltr", "rtl"]

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x1c-\x1e\x85]")
# Of the characters that format: what joins or parts letters, and the signs over Arabic numbers.
_KEPT_FORMATS = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2"
)
_UNFIT = frozenset(["Cc", "Cf", "Co", "Cs"])
_MARK_KINDS = ("Mn", "Me")
MOST_MARKS = 4  # not tuned: vocalised Arabic has at most three over or under one letter

_MONTHS: dict[Language, tuple[str, ...]] = {
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `isolate` is its own direction where it must be isolated."""

    text: str
    isolate: Direction | None = None


def clean(text: str) -> str:
    """Return the text as it may be shown, with `\\n` for every line end.

    Direction controls are removed, because they can make a text read as another one, and so are
    other invisible, private and broken characters. A letter keeps at most four marks over or under
    it, because a tower of marks covers the lines around it.
    """
    kept: list[str] = []
    marks = 0
    for character in filter(_is_fit, _LINE_ENDS.sub("\n", text)):
        marks = marks + 1 if unicodedata.category(character) in _MARK_KINDS else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def whole(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, which could not be stored or sent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def line(text: str) -> str:
    """Return the cleaned text on one line, single-spaced; "" for blank text."""
    return " ".join(clean(text).split())


def day(when: date, language: Language) -> str:
    """Return a date in words: `28 July 2024`."""
    return f"{when.day} {_MONTHS[language][when.month - 1]} {when.year}"


def month_name(number: int, language: Language) -> str:
    """Return the name of a month, 1 for January."""
    return _MONTHS[language][number - 1]


def base_direction(language: Language) -> Direction:
    """Return the direction in which a language is written."""
    return "rtl" if language == "ar" else "ltr"


def pieces(text: str, *, base: Direction) -> list[Piece]:
    """Cut `text` so that each run against the direction `base` is a piece of its own.

    Joined, the pieces are `text` again. In right-to-left text these runs are Latin words, and
    numbers with a sign, unit or currency: without isolation `$`, `%`, `-` and `°` appear on the
    wrong side after an Arabic letter.
    """
    spans = left_to_right_runs(text) if base == "rtl" else right_to_left_runs(text)
    inner: Direction = "ltr" if base == "rtl" else "rtl"
    result: list[Piece] = []
    position = 0
    for start, end in spans:
        if start > position:
            result.append(Piece(text[position:start]))
        result.append(Piece(text[start:end], inner))
        position = end
    if position < len(text):
        result.append(Piece(text[position:]))
    return result


def _is_fit(c: str) -> bool:
    """Return whether a character may be shown."""
    if c in "\t\n" or c in _KEPT_FORMATS:
        return True
    code = ord(c)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not is_noncharacter and unicodedata.category(c) not in _UNFIT
