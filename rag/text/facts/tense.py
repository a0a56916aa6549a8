"""Tells whether a weekday or a span of days in a sentence lies ahead or back."""

from __future__ import annotations

import re
from typing import Literal

from rag.text.analysis.future_verbs import FUTURE_VERB

Tense = Literal["past", "future", "open"]

_REACH = 90  # characters before and behind: about a clause
# "will", "is due", "to be held", ستعقد, من المقرر.
_FUTURE = re.compile(
    r"\b(?:will|shall|won't|'ll|(?:is|are|was|were|be) due|scheduled|expected|slated|set to"
    r"|going to|plans? to|planned|is to|are to|upcoming|tomorrow)\b"
    rf"|(?<![^\W_]){FUTURE_VERB}"
    r"|(?<![^\W_])(?:سوف|لن|[وف]?من المقرر|[وف]?من المتوقع|[وف]?من المنتظر|[وف]?من المزمع|المقرر"
    r"|المزمع|المرتقب|يتوقع|يعتزم|تعتزم|[وف]?ينتظر)(?![^\W_])"
)
# A verb of saying or a past verb between the future and the day: "will open, he said on Monday".
_SAID = re.compile(
    r"\b(?:said|says|told|announced|added|reported|met|voted|passed|agreed|warned|wrote|\w{3,}ed)\b"
    r"|(?<![^\W_])[وف]?(?:قال|قالت|اعلن|اعلنت|اكد|اكدت|اضاف|اضافت|ذكر|ذكرت|صرح|افاد|افادت|اوضح"
    r"|كشف|كشفت|وافق|وافقت|وقع|وقعت|شهد|شهدت|كان|كانت|قتل|اجتمع|التقي|تم|جري|جرت)(?![^\W_])"
)
# What stands behind a day at the beginning of a sentence: "On Monday the council will meet".
_BREAK = re.compile(r"[.!?\n;:]")


def is_future(text: str, at: int) -> bool:
    """Tell whether the folded text speaks of what lies ahead where it tells the day at `at`."""
    return tense(text, at) == "future"


def tense(text: str, at: int) -> Tense:
    """Return the tense of the clause that tells the day at `at` of a folded text.

    The last future or past word before the day decides, and the first one behind it where none is
    before; `open` where the clause has neither.
    """
    before = _BREAK.split(text[max(at - _REACH, 0) : at])[-1]
    ahead = max((match.start() for match in _FUTURE.finditer(before)), default=-1)
    back = max((match.start() for match in _SAID.finditer(before)), default=-1)
    if ahead < 0 and back < 0:
        behind = _BREAK.split(text[at : at + _REACH])[0]
        first, second = _FUTURE.search(behind), _SAID.search(behind)
        if not first and not second:
            return "open"
        if first and (not second or first.start() < second.start()):
            return "future"
        return "past"
    # "is expected to": the word of the future ends like one of the past.
    return "future" if ahead >= back else "past"
