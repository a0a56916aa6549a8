"""Direction of the blocks of a mixed Arabic and English text, and the runs to isolate in them.

The browser's own rule (first strong letter) is wrong for news: an Arabic sentence that opens
with a name in Latin letters would run from the left. The majority of the letters decides here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]

FLIP_SHARE = 0.8
"""A block runs against its message only when this share of its letters does."""

_ARABIC = (
    "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"

_ARABIC_LETTER = re.compile(f"[{_ARABIC}]")
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")

_ATOM = re.compile(
    rf"""
    (?: (?<![{_LATIN}0-9.,]) [+\-−±] )?                # a sign, not the dash of a range
    (?: [A-Z]{{0,3}} [$£€¥₹₺] \s? )?                   # US$ 5, £40
    (?: (?:[{_LATIN}]\.){{2,}}                         # U.S.
      | [{_LATIN}0-9]
        (?: [{_LATIN}0-9.,:/&'’@_+\-–—=?\#~%°]* [{_LATIN}0-9] )?
    )
    (?: \s? ° \s? [CFK] (?![{_LATIN}]) | [%‰°+$£€¥₹₺] )*
    """,
    re.VERBOSE,
)
_UNITS = re.compile(
    r"(?:[kMGT]?(?:m|g|t|W|Wh|Hz|B|b)|km²|m²|m³|cm|mm|kg|mph|km/h|ft|mi|in|bn|mn|tn|"
    r"million|billion|trillion|percent|BCE?|AD|GMT|UTC|am|pm)(?![A-Za-z])"
)
_PLAIN = re.compile(r"[0-9][0-9.,:/]*")
_WORD_GAP = re.compile(r",? | & | [-–—] ")
_RANGE_GAP = re.compile(r"\s?[-–—]\s?")
_ARABIC_RUN = re.compile(
    rf"[{_ARABIC}][{_ARABIC}{_MARKS}]*"
    rf"(?:[ \u060c]{{1,2}}(?:[0-9\u0660-\u0669]+ )?[{_ARABIC}][{_ARABIC}{_MARKS}]*)*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `isolate` is its own direction where it needs one."""

    text: str
    isolate: Direction | None = None


def clean(text: str) -> str:
    """The text without direction controls (they can make it read as what it is not), without
    other control, private and broken characters, and with `\\n` for every line end."""
    text = _LINE_ENDS.sub("\n", _CONTROLS.sub("", text))
    unfit = {"Cc", "Co", "Cs"}
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in unfit)


def block_direction(text: str, *, message: Direction) -> Direction:
    """The direction of one block within a message of direction `message`."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    other = latin if message == "rtl" else arabic
    if arabic + latin == 0 or other < FLIP_SHARE * (arabic + latin):
        return message
    return "ltr" if message == "rtl" else "rtl"


def pieces(text: str, *, base: Direction) -> list[Piece]:
    """`text` cut so that each run against `base` stands alone; joined, they are `text` again.

    In right-to-left text these are Latin words and numbers with a sign, unit or currency: after
    an Arabic letter the browser would move `$`, `%`, `-` and `°` to the wrong side.
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


def _right_to_left_runs(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _ARABIC_RUN.finditer(text)]


def _left_to_right_runs(text: str) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for match in _ATOM.finditer(text):
        start, end = match.span()
        if merged and _belong_together(text, merged[-1], (start, end)):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [(a, b) for a, b in merged if not _PLAIN.fullmatch(text, a, b)]


def _belong_together(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    gap = text[left[1] : right[0]]
    before, after = text[left[0] : left[1]], text[right[0] : right[1]]
    words = bool(_LATIN_LETTER.search(before)), bool(_LATIN_LETTER.search(after))
    if words == (True, True):
        return bool(_WORD_GAP.fullmatch(gap))
    if words == (True, False):
        return gap == " "
    if words == (False, True):
        return gap in {" ", "\u00a0"} and bool(_UNITS.match(after))
    return bool(_RANGE_GAP.fullmatch(gap)) and gap != ""
