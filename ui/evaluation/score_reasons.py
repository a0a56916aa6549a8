"""The reasons that scorers give, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.records import Language
from ui.evaluation.figure_html import own_text, text
from ui.words import say

_KNOWN = (
    (re.compile(r"gold sentence not shown"), "gold_not_shown"),
    (re.compile(r"refused"), "refused"),
    (re.compile(r"answered, though it is near_miss"), "near_miss"),
    (re.compile(r"answered, though it is off_topic"), "off_topic"),
    (re.compile(r"not said: (.+)", re.DOTALL), "not_said"),
    (re.compile(r"not told in ar: (.+)", re.DOTALL), "not_told_ar"),
    (re.compile(r"not told in en: (.+)", re.DOTALL), "not_told_en"),
    (re.compile(r"figures of one side only: (.+)", re.DOTALL), "one_side"),
    (re.compile(r"no brief was made"), "no_brief"),
    (re.compile(r"(\d+) words in ar"), "words_ar"),
    (re.compile(r"(\d+) words in en"), "words_en"),
    (re.compile(r"(.+) is shown", re.DOTALL), "shown"),
)


def reason_html(reason: str, language: Language) -> str:
    """Return a reason as HTML; one that is not known, such as a model's fault, as it is."""
    for pattern, name in _KNOWN:
        found = pattern.fullmatch(reason)
        if found:
            told, place, rest = say(f"evaluation.reason.{name}", language).partition("{what}")
            what = own_text(found[1], tag="bdi") if place else ""
            return f"{text(told, language)}{what}{text(rest, language)}"
    return own_text(reason, tag="bdi")


def reasons_html(reasons: Sequence[str], language: Language) -> str:
    """Return reasons on one line, as HTML."""
    return " · ".join(reason_html(one, language) for one in reasons)
