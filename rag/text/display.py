"""Prepares text for display: cleans it, isolates runs of the other direction, writes dates."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from rag.records import Language

Direction = Literal["ltr", "rtl"]

ARABIC = (
    "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"

_LATIN_LETTER = re.compile(f"[{LATIN}]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x1c-\x1e\x85]")
# Of the characters that format: what joins or parts letters, and the signs over Arabic numbers.
_KEPT_FORMATS = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2"
)
_UNFIT = frozenset(["Cc", "Cf", "Co", "Cs"])
_MARK_KINDS = ("Mn", "Me")
MOST_MARKS = 4  # not tuned: vocalised Arabic has at most three over or under one letter

# -5%, US$ 5, £40m, U.S., COVID-19, user@example.org, 36.6 °C.
_ATOM = re.compile(
    rf"""
    (?: (?<![{LATIN}0-9.,]) [+\-−±] )?                # a sign, not the dash of a range
    (?: [A-Z]{{0,3}} [$£€¥₹₺] \s? )?                   # US$ 5, £40
    (?: (?:[{LATIN}]\.){{2,}}                         # U.S.
      | [{LATIN}0-9]
        (?: [{LATIN}0-9.,:/&'’@_+\-–—=?\#~%°]* [{LATIN}0-9] )?
    )
    (?: \s? ° \s? [CFK] (?![{LATIN}]) | [%‰°+$£€¥₹₺] )*
    """,
    re.VERBOSE,
)
# km, kWh, km², million, GMT, pm.
_UNITS = re.compile(
    r"(?:[kMGT]?(?:m|g|t|W|Wh|Hz|B|b)|km²|m²|m³|cm|mm|kg|mph|km/h|ft|mi|in|bn|mn|tn|"
    r"million|billion|trillion|percent|BCE?|AD|GMT|UTC|am|pm)(?![A-Za-z])"
)
_PLAIN = re.compile(r"[0-9][0-9.,:/]*")
_WORD_GAP = re.compile(r",? | & | [-–—] ")
_RANGE_GAP = re.compile(r"\s?[-–—]\s?")
# Arabic words with spaces, commas and whole numbers between: مجلس الأمن, قمة 2024 في.
_ARABIC_RUN = re.compile(
    rf"[{ARABIC}][{ARABIC}{_MARKS}]*"
    rf"(?:[ \u060c]{{1,2}}(?:[0-9\u0660-\u0669]+ )?[{ARABIC}][{ARABIC}{_MARKS}]*)*"
)

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


class _CharacterRun(NamedTuple):
    """A stretch to be isolated; `worded` says that it contains a letter."""

    start: int
    end: int
    worded: bool


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
    spans = _left_to_right_runs(text) if base == "rtl" else _right_to_left_runs(text)
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


def _right_to_left_runs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the Arabic runs of a left-to-right text."""
    return [match.span() for match in _ARABIC_RUN.finditer(text)]


def _left_to_right_runs(text: str) -> list[tuple[int, int]]:
    """Return the spans of an Arabic text's Latin runs, and of its numbers with a sign or unit."""
    merged: list[_CharacterRun] = []
    for match in _ATOM.finditer(text):
        start, end = match.span()
        run = _CharacterRun(start, end, _LATIN_LETTER.search(text, start, end) is not None)
        if merged and _belong_together(text, merged[-1], run):
            left = merged.pop()
            run = _CharacterRun(left.start, end, left.worded or run.worded)
        merged.append(run)
    return [(run.start, run.end) for run in merged if not _PLAIN.fullmatch(text, *run[:2])]


def _belong_together(text: str, left: _CharacterRun, right: _CharacterRun) -> bool:
    """Return whether two neighbouring runs are isolated as one, given what is between them."""
    gap = text[left.end : right.start]
    match left.worded, right.worded:
        case True, True:
            return bool(_WORD_GAP.fullmatch(gap))
        case True, False:
            return gap == " "
        case False, True:
            return gap in {" ", "\u00a0"} and bool(_UNITS.match(text, right.start, right.end))
    return bool(_RANGE_GAP.fullmatch(gap)) and gap != ""
