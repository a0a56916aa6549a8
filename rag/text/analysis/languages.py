"""Tells Arabic from English, and right-to-left from left-to-right, by the number of letters."""

from __future__ import annotations

import re
from typing import Literal

from rag.records import Language

_ARABIC = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1"
    "\ufbd3-\ufdfb\ufe70-\ufefc]+"
)
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")
# https://example.org/a?b, www.example.org, desk@example.org.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\S+")

# Short vowels are not written, and names stay in Latin letters: Arabic needs fewer letters to be
# the language of a mixed text.
ARABIC_WEIGHT = 1.5

# Of the weighted letters. Arabic about software or medicine has up to half of them in Latin; a
# page with the wrong template has hardly one of the script that it states.
_POSSIBLE = 1 / 3


def detect_language(text: str, default: Language = "en") -> Language:
    """Return the language whose script has more letters, an Arabic letter counting 1.5.

    Web and mail addresses count for neither. Returns `default` when neither script has a letter
    (empty text, digits, Cyrillic) or both weigh the same. Other languages in Arabic script, such as
    Persian, count as Arabic; all in Latin script as English.
    """
    balance = _arabic_balance(text)
    if balance == 0:
        return default
    return "ar" if balance > 0 else "en"


def is_possible_language(text: str, language: Language) -> bool:
    """Tell whether a text may be of a language: its script has a third of the weighted letters."""
    prose = _prose(text)
    arabic = ARABIC_WEIGHT * sum(map(len, _ARABIC.findall(prose)))
    latin = sum(map(len, _LATIN.findall(prose)))
    own = arabic if language == "ar" else latin
    return own > 0 and own >= _POSSIBLE * (arabic + latin)


def direction(text: str) -> Literal["rtl", "ltr"]:
    """Return the writing direction of a block of text, decided as in `detect_language`.

    "ltr" when there is no letter to decide by.
    """
    return "rtl" if _arabic_balance(text) > 0 else "ltr"


def _prose(text: str) -> str:
    """Return a text without its web and mail addresses; most have none."""
    if "@" in text or "://" in text or "www." in text:
        return _ADDRESS.sub(" ", text)
    return text


def _arabic_balance(text: str) -> float:
    """Return a number above 0 if Arabic letters outweigh Latin ones."""
    prose = _prose(text)
    arabic = sum(map(len, _ARABIC.findall(prose)))
    return ARABIC_WEIGHT * arabic - sum(map(len, _LATIN.findall(prose)))
