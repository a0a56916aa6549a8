"""Tells Arabic from English by counting letters; the scores of a run are sliced by it."""

from __future__ import annotations

import re
from typing import Literal

_ARABIC = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1"
    "\ufbd3-\ufdfb\ufe70-\ufefc]"
)
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
# https://example.org/a, www.example.org, desk@example.org
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\S+")
# Arabic writes no short vowels and keeps foreign names in Latin letters, so that a mixed Arabic
# sentence has fewer Arabic letters than its share of words.
_ARABIC_WEIGHT = 1.5


def main_language(text: str) -> Literal["ar", "en"]:
    """Return the language whose script has more letters, an Arabic letter counting 1.5.

    Web and mail addresses are not counted. Returns "en" for a text without letters.
    """
    prose = _ADDRESS.sub(" ", text)
    arabic = _ARABIC_WEIGHT * len(_ARABIC.findall(prose))
    return "ar" if arabic > len(_LATIN.findall(prose)) else "en"
