"""Describes the glyphs of a page, in the order in which the file draws them.

pdfium reverses what it takes for right-to-left text, by rules that suit no producer of Arabic PDFs
entirely: ligatures come out reversed, and words with vowel marks in pieces. `content_order` undoes
that, exactly, so that the places of the glyphs alone decide how a line is read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

MIRRORED = {
    **dict(zip("([{<«‹≤⟨", ")]}>»›≥⟩", strict=True)),
    **dict(zip(")]}>»›≥⟩", "([{<«‹≤⟨", strict=True)),
}
"""Signs that Unicode mirrors in right-to-left text."""

SUPERIOR = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
"""Superior figures by the figures that they are."""

KASHIDA = "\u0640"
"""The stroke that draws an Arabic word out."""

STROKE = 2 * KASHIDA
"""A kashida that the file does not name, which stands for a stroke of any length."""

_ALEFS = frozenset("اأإآٱ")
_LAM = "ل"
# Signs for whole words, by their letters as pdfium gives them: ﷺ, ﷻ and ﷼ are typed as signs, and
# of the others the letters are what was typed.
_SIGNS = {
    unicodedata.normalize("NFKC", sign)[::-1]: sign
    if sign in "ﷺﷻ﷼"
    else unicodedata.normalize("NFKC", sign)
    for sign in map(chr, range(0xFDF0, 0xFDFD))
}
_WEAK = frozenset(("AN", "EN", "NSM", "CS", "ES", "ET", "BN"))


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn sign with the characters that it stands for, in the order in which they are read.

    `left` and `right` are where it begins and where the next may begin, `base` is its baseline and
    `size` its type size, all in points, with `base` growing upwards. `pen` is where
    the pen was put down: stacked letters may reach to the right of the letter before them.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    pen: float = 0.0

    @property
    def blank(self) -> bool:
        """Tell whether it draws nothing."""
        return not self.text.strip()


# Accents that TeX and groff draw over a letter, as signs of their own.
ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327",
    "˘": "\u0306", "ˇ": "\u030c", "˚": "\u030a", "¯": "\u0304", "˙": "\u0307", "˝": "\u030b",
}  # fmt: skip


def is_mark(glyph: Glyph) -> bool:
    """Tell whether a glyph is vowel marks alone."""
    return bool(glyph.text) and all(map(unicodedata.combining, glyph.text))


def widened(glyph: Glyph, other: Glyph) -> Glyph:
    """Return a glyph that also covers another one of its line, unless that is a mark on it."""
    small, large = sorted((glyph, other), key=lambda one: one.right - one.left)
    left, right = large.left, large.right
    if not left <= (small.left + small.right) / 2 <= right:
        left, right = min(left, small.left), max(right, small.right)
    return replace(glyph, left=left, right=right, base=large.base, pen=large.pen)


@dataclass(frozen=True, slots=True)
class DrawingOperation:
    """What is equal for all characters of one drawing operation.

    `turn` is the direction of writing in degrees, counter-clockwise, `font` a number for the font.
    `said` is what the file says that the glyphs of the mark `mark` stand for; the operations under
    one mark share it.
    """

    turn: int
    size: float
    bold: bool
    font: int = 0
    mark: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class RawCharacter:
    """A character as pdfium lists it. `owner` is equal for the characters of one drawing operation;
    it is 0 for spaces and line breaks that pdfium made up. `code` is the font's number of a glyph
    without a character; it is 0 for all others."""

    text: str
    x: float
    y: float
    left: float
    right: float
    bottom: float
    top: float
    owner: int
    code: int = 0


def content_order(line: Sequence[RawCharacter]) -> list[tuple[RawCharacter, str]]:
    """Return the characters of one of pdfium's lines in the order in which they were drawn, each
    with the character that the file has for it.

    pdfium splits a line into runs of one direction, reverses the order of the runs if at least as
    many run to the left as to the right, then reverses and mirrors what is in a run to the left
    (`CFX_BidiString` and `CPDF_TextPage::CloseTempLine` in its source).
    """
    runs = [(kind, list(run)) for kind, run in groupby(line, key=lambda one: _kind(one.text))]
    to_left = sum(kind == "R" for kind, _ in runs)
    whole = to_left > 0 and to_left >= sum(kind == "L" for kind, _ in runs)
    leftwards = whole
    restored = []
    for kind, run in runs:
        if kind == "R" or (kind == "N" and leftwards):
            leftwards = True
            restored.append([(one, MIRRORED.get(one.text, one.text)) for one in reversed(run)])
        else:
            leftwards = leftwards and kind == "W"
            restored.append([(one, one.text) for one in run])
    if whole:
        restored.reverse()
    return [one for run in restored for one in run]


def _kind(character: str) -> str:
    """Return the direction by pdfium's count: L, R, W (weak) or N (neutral)."""
    direction = unicodedata.bidirectional(character)
    if direction in ("R", "AL"):
        return "R"
    return "W" if direction in _WEAK else "L" if direction == "L" else "N"


def clusters(line: Sequence[RawCharacter]) -> Iterator[tuple[RawCharacter, str]]:
    """Yield the glyphs of one of pdfium's lines, each with all characters that it stands for.

    A vowel mark in the same place as the letter after it is one with that. A letter without a
    width is not drawn: some programs say of a mark alone that it is a letter with its mark.
    """
    drawn = [one for one in content_order(line) if one[0].owner]
    for _, group in groupby(drawn, key=lambda one: (one[0].owner, one[0].x, one[0].y)):
        members = list(group)
        if len(members) == 1:
            yield members[0]
            continue
        marks = [one for one in members if unicodedata.combining(one[1])]
        if marks and all(
            raw.left == raw.right for raw, text in members if (raw, text) not in marks
        ):
            members = marks
        widest = max((raw for raw, _ in members), key=lambda raw: raw.right - raw.left)
        yield widest, in_reading_order("".join(text for _, text in members))


def in_reading_order(text: str) -> str:
    """Return the characters of one glyph with lam before alef and letters before their marks.

    No Arabic font has a ligature of alef and lam, and a mark without a letter before it is one that
    was drawn before its letter.
    """
    if len(text) < 2:
        return text
    if text in _SIGNS:
        return _SIGNS[text]
    marks = len(text) - len(text.lstrip("".join(filter(unicodedata.combining, text))))
    text = text[marks:] + text[:marks]
    lam = text.find(_LAM)
    if lam > 0 and text[0] in _ALEFS and all(map(unicodedata.combining, text[1:lam])):
        text = _LAM + text[:lam] + text[lam + 1 :]
    return text
