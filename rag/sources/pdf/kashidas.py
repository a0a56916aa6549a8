"""Finds the kashidas among the glyphs of which a file does not say what they are.

LibreOffice draws Arabic words out in justified lines, and gives these strokes no character. pdfium
then takes the glyph's number in the font for one: a control character, or "F", "3" or "/".
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.sources.pdf.glyphs import STROKE, DrawingOperation, RawCharacter

_LETTERS_OF_FONT = 10  # Arabic letters with a character, that show a font to have them
_WIDEST = 0.35  # type sizes; lam-alef, the usual letter without a character, has .5
_INSIDE = 0.75  # of the strokes, that are seen within a word; some are drawn after their line
_FEWEST_SIGNS = 4  # of what may also be a sign or figure between two letters
_SIGNS = frozenset(" .,:;!?-_()[]{}\"'%&*+")  # that stand beside words
_UNJOINED = frozenset("اأإآٱدذرزژوؤةىء")  # letters that do not join the one after them

Drawn = tuple[DrawingOperation, RawCharacter, str]
"""A glyph with its operation and the text that it stands for."""


def with_kashidas(found: Sequence[Drawn]) -> list[Drawn]:
    """Return the glyphs of a page with a kashida for each stroke that draws a word out."""
    places: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    letters: Counter[int] = Counter()
    for at, (operation, raw, written) in enumerate(found):
        letters[operation.font] += _is_arabic(written)
        if raw.code or _may_be_number(written):
            sign = chr(raw.code) if raw.code else written
            places[operation.font, sign, round(20 * _width(found[at]))].append(at)
    result = list(found)
    for (font, *_), spots in places.items():
        if letters[font] >= _LETTERS_OF_FONT and _are_strokes(found, spots):
            for at in spots:
                result[at] = (found[at][0], found[at][1], STROKE)
    return result


def _may_be_number(written: str) -> bool:
    """Tell whether a character may be a glyph's number in a font of 8 bits."""
    return len(written) == 1 and written <= "~" and written not in _SIGNS


def _are_strokes(found: Sequence[Drawn], spots: Sequence[int]) -> bool:
    """Tell whether the same glyph at some places is narrow and stands within words."""
    if not found[spots[0]][1].code and len(spots) < _FEWEST_SIGNS:
        return False
    if any(_width(found[at]) > _WIDEST for at in spots):
        return False
    alike = frozenset(spots)
    return sum(_is_within(found, at, alike) for at in spots) >= _INSIDE * len(spots)


def _is_within(found: Sequence[Drawn], at: int, alike: frozenset[int]) -> bool:
    """Tell whether a glyph stands between a letter that joins and another letter."""
    beside = [_beside(found, at, step, alike) for step in (-1, 1)]
    if not all(one is not None and _is_arabic(one[2]) for one in beside):
        return False
    first = max((one for one in beside if one is not None), key=lambda one: one[1].x)
    letters = [sign for sign in first[2] if not unicodedata.combining(sign)]
    return bool(letters) and letters[-1] not in _UNJOINED


def _beside(found: Sequence[Drawn], at: int, step: int, alike: frozenset[int]) -> Drawn | None:
    """Return the letter next to a glyph, past its like and vowel marks; None at a page's end."""
    at += step
    while 0 <= at < len(found) and (at in alike or all(map(unicodedata.combining, found[at][2]))):
        at += step
    return found[at] if 0 <= at < len(found) else None


def _is_arabic(written: str) -> bool:
    return any("\u0620" <= character <= "\u064a" for character in written)


def _width(drawn: Drawn) -> float:
    """Return the width of a glyph in type sizes."""
    operation, raw, _ = drawn
    return abs(raw.right - raw.left) / operation.size
