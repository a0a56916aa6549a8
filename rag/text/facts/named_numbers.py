"""Recognises the numbers in names, which count nothing: F-16, COVID-19, G20, كوف-2, Boeing 737."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.text.analysis.numbers import Number
from rag.text.analysis.stopwords import is_stopword

# Glued to letters before it: F-16, D66, R0, كوف-2, إي2; not و18 or الـ20 with a particle, nor
# under-18 and one-of-4.
_BEFORE = re.compile(
    r"(?P<word>[^\W\d_]+)-\Z|[a-z]\Z|(?<![ء-ي])(?![وف]?[بلك]?(?:ال)?\Z)(?P<arabic>[ء-ي]{2,})\Z"
)
_LEAST_COUNT = 10  # larger numbers glued to Arabic words lack a space: حوالي200
_NO_NAMES = frozenset(["top", "mid", "pre", "post", "ex", "sub", "best", "last", "first", "next"])
# Glued to letters behind it: 5G, 737-max, 3D; not 5kg, 3rd, 10am, 1990s.
_BEHIND = re.compile(r"[gdx]\b|-max\b")
_CURRENCY = re.compile(r"(?:us|r|hk|nt|rs|eur|usd|sar|aed|egp|gbp|tl|no)\Z")
# Names that a number follows, set apart: Boeing 737, كوفيد 19.
_NAMES = """
boeing airbus covid cov iphone apollo windows falcon mig sukhoi channel
اف بوينغ بوينج ايرباص كوفيد كوف ايفون ابولو ويندوز فالكون ميغ سوخوي
"""
_KNOWN = frozenset(_NAMES.split())
_LAST_WORD = re.compile(r"([^\W\d_]+)[ -]\Z")
_CLITIC = re.compile(r"[وف]?[بلك]?(?:ال)?")
# Groups of states: مجموعة السبع, Group of 20 leaders; not a group of seven men.
_GROUPS = (7, 8, 20, 77)
_GROUP_BEFORE = re.compile(r"(?:\bgroup of|(?<![ء-ي])[وف]?[بلك]?(?:ال)?مجموعه) \Z")
_STATES_BEHIND = re.compile(
    r"\s?(?:[,.;:)\n]|\Z|(?:nations|countries|leaders|summit|finance|industrial|major|economies"
    r"|الصناعيه|الكبري|الدول|دول)\b)"
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def is_named(text: str, number: Number) -> bool:
    """Tell whether a number of a folded text is part of a name."""
    start = number.start
    first = text[start]
    if number.percent or first in "$£€¥" or _FIRST_YEAR <= number.value <= _LAST_YEAR:
        return False
    before = text[max(start - 12, 0) : start]
    if first.isdigit() and _is_glued(text, number, before):
        return True
    if not before[-1:] or before[-1] not in " -":
        return False
    if number.value in _GROUPS and _GROUP_BEFORE.search(before):
        return text.startswith("ال", start) or _STATES_BEHIND.match(text, number.end) is not None
    last = _LAST_WORD.search(before)
    word = last[1] if last else ""
    return word in _KNOWN or _CLITIC.sub("", word, count=1) in _KNOWN


def _is_glued(text: str, number: Number, before: str) -> bool:
    """Tell whether letters are glued to a number in digits as in F-16 and 5G."""
    glued = _BEFORE.search(before) if before[-1:] not in (" ", "(", "\n") else None
    if glued is None:
        return _BEHIND.match(text, number.end) is not None
    word = glued["word"] or glued["arabic"] or ""
    if glued["arabic"]:
        return number.value < _LEAST_COUNT and not is_stopword(word)
    is_word = word in _NO_NAMES or (len(word) > 1 and word.isascii() and is_stopword(word))
    return not is_word and _CURRENCY.search(before) is None


def without_scale(text: str, number: Number) -> Number:
    """Return a number in a name without what counts behind it: كوف-2 مليون is 2."""
    digits = _DIGITS.match(text, number.start)
    if not number.scaled or digits is None:
        return number
    return replace(number, end=digits.end(), value=type(number.value)(digits[0]), scaled=False)
