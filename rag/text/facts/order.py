"""Finds places in an order (for the tenth time, second round, الثالثة على التوالي) as facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text.analysis.folding import Plain, normalize
from rag.text.analysis.numbers import Number
from rag.text.facts.fact import Fact

# Nouns whose place in an order tells what happened; of others (first lady, second thoughts, third
# party) an ordinal may be left out or be part of a name.
_ENGLISH_NOUNS = (
    r"(?:(?:successive|straight|consecutive)\s)?(?:times?|place|rounds?|terms?|quarters?|stages?|phases?|waves?"
    r"|doses?|editions?|sessions?|anniversary|championship|title|goal|attempt|day|week|month|year|season"
    r"|largest|biggest|highest|most|longest|oldest|richest|busiest|tallest|worst|best|lowest|fastest)\b"
    r"|in\sa\srow\b|running\b"
)
_ARABIC_NOUNS = (
    "مره|مركز|مرتبه|جوله|دوره|ولايه|ربع|مرحله|موجه|جرعه|نسخه|جلسه|ذكري|محاوله|هدف|لقب|يوم|اسبوع|شهر"
    "|عام|سنه|موسم|دفعه|فتره"
)
_ARABIC_SUPERLATIVES = "اكبر|اعلي|اقدم|اطول|اغني|اسوا|افضل|اكثر|ادني|اسرع|اهم|اضخم"
_ENGLISH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?[\s-](?:{_ENGLISH_NOUNS})")
_ARABIC_BEHIND = re.compile(
    rf"\s(?:(?:{_ARABIC_NOUNS}|{_ARABIC_SUPERLATIVES})(?![ء-ي])(?!\s(?:ال|\d))|علي التوالي)"
)
_ARABIC_BEFORE = re.compile(rf"(?<![ء-ي])[وف]?(?:[بلك]?ال|لل)(?:{_ARABIC_NOUNS})\s\Z")
_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b")


def ordinals(folded: Plain, numbers: Sequence[Number]) -> Iterator[Fact]:
    """Yield the ordinals among the numbers of a folded text: `10th`.

    Those that no known noun stands beside are not strict: the first lady, on second thoughts.
    """
    text = folded.text
    for number in numbers:
        if number.ordinal or _SUFFIX.match(text, number.end):
            span = folded.span(number.start, number.end)
            key = f"{number.value}th"
            yield Fact("ordinal", *span, key, frozenset([key]), _is_framed(text, number))


def _is_framed(text: str, number: Number) -> bool:
    """Tell whether a known noun stands beside an ordinal: third round, المرة الثالثة, أول مرة."""
    start, end = number.start, number.end
    if text.startswith(" place", end) and text.startswith("in the ", start - 7):
        return False  # an idiom: in the first place
    if _ENGLISH_BEHIND.match(text, end) or _ARABIC_BEHIND.match(text, end):
        return True
    article = "ال" in text[start : start + 4] or text.startswith("لل", start)
    return article and _ARABIC_BEFORE.search(text, max(start - 14, 0), start) is not None


# What says first or second without an ordinal.
_IMPLIED = {
    "1th": re.compile(
        r"\b(?:debut|maiden|inaugural|initial|early|beginning|phase i|type i|world war i|unprecedented|never before|once)\b"
        r"|(?:بداي|افتتاحي|غير مسبوق|لم يسبق|لم تسبق|باكور)"
    ),
    "2th": re.compile(r"\b(?:again|another|twice|runner-up)\b|(?:مجددا|مره اخري|وصيف|مرتين)"),
}


def is_implied(key: str, text: str) -> bool:
    """Tell whether a text says first or second in another word (debut, again)."""
    pattern = _IMPLIED.get(key)
    return pattern is not None and pattern.search(normalize(text)) is not None
