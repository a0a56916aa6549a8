"""Text as the models that come along read it."""

from __future__ import annotations

import re

# Tashkeel, Quranic marks and tatweel: a vowelled text and its bare copy would have a cosine of
# only .73. Lone surrogates cannot be encoded; a text would end at NUL.
_UNWANTED = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08d3-\u08ff\ud800-\udfff\0]+"
)
# The encoder's vocabulary has no Arabic digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def bare_text(text: str) -> str:
    """Return a text without vowel marks, tatweel and broken characters, digits as ASCII."""
    return _UNWANTED.sub("", text).translate(_DIGITS)
