"""Spellings of a foreign name within Arabic: توجو and توغو, موزارت and موتسارت."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.analysis.stemming import is_arabic

# Letters that newsrooms choose between: g, t, s and z, d, and v (ڤ is folded to ف already).
_CHOICES = str.maketrans({**dict.fromkeys("غق", "ج"), "ط": "ت", "ث": "ت", "ص": "س", "ز": "س"})
_LETTERS = (("تس", "س"), ("تز", "س"), ("تش", "ش"), ("نغ", "نج"), ("كس", "جس"))
_VOWELS = re.compile("(?<!^)[اوي]")
_FEW = 3


@lru_cache(maxsize=1 << 16)
def spelling_key(stem: str) -> str:
    """Return the part that all Arabic spellings of a foreign name share, from an Arabic stem.

    It is the name's consonants by sound, with its vowels where there are fewer than three. Empty
    for a short word and for other scripts. Use it only for words that no dictionary knows: among
    native words it would take قلب and جلب for the same word.
    """
    if len(stem) <= _FEW or not is_arabic(stem):
        return ""
    sound = stem
    for letters, one in _LETTERS:
        sound = sound.replace(letters, one)
    sound = sound.translate(_CHOICES)
    bare = _VOWELS.sub("", sound)
    return bare if len(bare) >= _FEW else sound
