"""Tells which characters the fonts of the PDFs have, and prepares text for them."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

FAMILIES = (
    "IBM Plex Sans",
    "Mujaz Sans Arabic",
    "Noto Emoji",
    "DejaVu Sans",
    "Droid Sans Fallback",
    "Noto Sans Devanagari",
)
"""The fonts in the order in which they are asked for a character, for English text. In Arabic text
the first two change places."""

FILES = (
    "IBMPlexSans-Regular.ttf",
    "MujazSansArabic-Regular.ttf",
    "NotoEmoji-Regular.ttf",
    "DejaVuSans.ttf",
    "DroidSansFallback.ttf",
    "NotoSansDevanagari-Regular.ttf",
)
"""The files of `FAMILIES`. The bold ones have the same characters."""

# Letters and ligatures in a fixed shape, but not the signs ﷲ–﷿, which are characters of their own.
_FIXED_SHAPES = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc]")
_MARKS_IN_ROW = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed]{2,}")
# Marks that HarfBuzz puts first: small ones, and hamza.
_MODIFIERS = frozenset("\u0654\u0655\u0658\u06dc\u06e3\u06e7\u06e8")
_SHADDA, _SHADDA_CLASS = "\u0651", 27  # before the vowels, whose classes are from 28 on
# What has no shape of its own: joiners, variation selectors, spaces and line ends.
_UNDRAWN = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef\\s]")
_ATTACHED = frozenset(["Mn", "Me", "Mc"])


def prepared(text: str) -> str:
    """Return the text as it is set: composed, and each mark in the order of its glyphs.

    Arabic letters in a fixed shape become plain letters, which the font shapes.
    """
    text = _FIXED_SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", text)
    return _MARKS_IN_ROW.sub(lambda found: "".join(sorted(found[0], key=_place)), text)


def _place(mark: str) -> int:
    """Return where a mark stands among those of its letter, as HarfBuzz orders them."""
    if mark in _MODIFIERS:
        return 0
    return _SHADDA_CLASS if mark == _SHADDA else unicodedata.combining(mark)


def without_shape(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters in the prepared texts that no font can show, in their order.

    A letter and its marks are shown by one font. Where none has all of them, the marks are named
    that the letter's own font has not.
    """
    missing: dict[str, None] = {}
    for text in texts:
        for cluster in _clusters(text):
            missing |= dict.fromkeys(_missing_of(cluster))
    return tuple(missing)


def _missing_of(cluster: str) -> list[str]:
    characters = [one for one in cluster if not _UNDRAWN.match(one)]
    lacking: list[list[str]] = []
    for name in FILES:
        font = _characters(name)
        lacking.append([one for one in characters if ord(one) not in font])
        if not lacking[-1]:
            return []
    return min(lacking, key=lambda some: (characters[:1] == some[:1], len(some)))


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with the marks on it; what is all ASCII is left out."""
    start = 0
    for place, character in enumerate(text):
        if place and unicodedata.category(character) not in _ATTACHED:
            if not text[start:place].isascii():
                yield text[start:place]
            start = place
    if not text[start:].isascii():
        yield text[start:]


@cache
def _characters(name: str) -> frozenset[int]:
    return characters_of(files(__package__).joinpath("fonts", name).read_bytes())


def characters_of(font: bytes) -> frozenset[int]:
    """Return the characters for which a TrueType font has a shape."""
    count = struct.unpack_from(">H", font, 4)[0]
    rows = struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * count])
    start = next(offset for tag, _, offset, _ in rows if tag == b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    found: set[int] = set()
    for platform, _, offset in struct.iter_unpack(">HHL", font[start + 4 : start + 4 + 8 * count]):
        if platform in {0, 3}:
            found |= _characters_in(font, start + offset)
    return frozenset(found)


def _characters_in(font: bytes, at: int) -> set[int]:
    """Return the characters of one table of them, of those in use: formats 4 and 12."""
    kind = struct.unpack_from(">H", font, at)[0]
    if kind == 12:
        groups = struct.unpack_from(">L", font, at + 12)[0]
        spans = struct.iter_unpack(">LLL", font[at + 16 : at + 16 + 12 * groups])
        return {code for first, last, _ in spans for code in range(first, last + 1)}
    return _characters_in_segments(font, at) if kind == 4 else set()


def _characters_in_segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    form = f">{double // 2}H"
    ends = struct.unpack_from(form, font, at + 14)
    starts, deltas, ranges = (
        struct.unpack_from(form, font, at + 16 + double * part) for part in (1, 2, 3)
    )
    found = set()
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        place = at + 16 + 3 * double + 2 * segment + ranges[segment]
        for code in range(first, last + 1):
            glyph = code
            if ranges[segment]:
                glyph = struct.unpack_from(">H", font, place + 2 * (code - first))[0]
                if not glyph:
                    continue
            if (glyph + deltas[segment]) & 0xFFFF and code != 0xFFFF:
                found.add(code)
    return found
