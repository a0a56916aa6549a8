"""The direction of each block of a mixed Arabic and English text.

The browser's own rule (first strong letter) is wrong for news: an Arabic sentence that opens
with a name in Latin letters would run from the left. The majority of the letters decides here.
"""

from __future__ import annotations

import re

from rag.text.display import Direction
from rag.text.isolates import ARABIC, LATIN

FLIP_SHARE = 0.8
"""A block runs against its message only when this share of its letters does."""

_ARABIC_LETTER = re.compile(f"[{ARABIC}]")
_LATIN_LETTER = re.compile(f"[{LATIN}]")


def block_direction(text: str, *, message: Direction) -> Direction:
    """Return the direction of one block within a message of direction `message`."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    other = latin if message == "rtl" else arabic
    if arabic + latin == 0 or other < FLIP_SHARE * (arabic + latin):
        return message
    return "ltr" if message == "rtl" else "rtl"
