"""Finds what limits a number: more than, at least, up to, about, between one number and another.

The words that limit a number lie in bounds.tsv beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import cast

from rag.text.analysis.folding import Plain
from rag.text.analysis.number_words import number_words
from rag.text.analysis.numbers import Number
from rag.text.analysis.stopwords import is_stopword
from rag.text.facts.fact import Bound, BoundKind, Fact
from rag.text.facts.halves import unit

# Between the words and the number: "more than (an estimated) 50", "under the age of 18".
_BETWEEN = re.compile(
    r"\s(?:the\sage\sof\s|the\s|an?\s(?:estimated\s|record\s)?|سن\s|عمر\s|مبلغ\s)?(?:ال\s?)?[($€£]?\Z"
)
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 4  # of a phrase in bounds.tsv
_CLITIC = re.compile(r"[وف]?[بلك]?")
# Between the number and words behind it: "50 people or more", "50 شخصا على الأقل", "50+".
_NOUN = r"(?:\s[^\W\d]+){0,5}?"
_PLUS = re.compile(r"\+(?!\d)|-plus\b")
# Over 24 hours may be as long as that.
_LASTING = re.compile(
    r"[\s-](?:hour|day|night|week|month|minute|second|season)s?\b|[\s-](?:year|decade)s?\b(?!\sold)"
)
_SIGNS: Mapping[str, BoundKind] = {
    ">": "more",
    "<": "less",
    "≥": "least",
    "≤": "most",
    "~": "about",
}
# Verbs with their subject between them and the number: تجاوز عدد القتلى 50, لا تقل أعمارهم عن 50.
_VERB = re.compile(
    r"(?<![ء-ي])(?P<no>(?:لا|لم|الا|ما لا)\s)?"
    r"[وف]?(?:(?P<more>[يت]?تجاوزت?|[يت]?تخط[يت]|[يت]?فاقت?|[يت]فوق)"
    r"|(?P<above>[يت]زيد|زادت?|[يت]ربو|[يت]زد)|(?P<below>[يت]قل|قلت?))(?P<said>\s)(?:[ء-ي]+\s){1,9}"
    r"(?(above)(?:علي|عن)\s|(?(below)عن\s|))(?:ال\s?)?\Z"
)
_VERB_PARTS = ("جاوز", "تخط", "فاق", "فوق", "زيد", "زاد", "ربو", "يقل", "تقل", "قلت")
_FARTHEST = 90  # characters from such a verb to its number
_LONGEST = 60  # characters of the words with what stands between
# Between the ends of a range: 10-15, 10 to 15, 10 الي 15.
_TO = re.compile(r"\s?-\s?|(?:st|nd|rd|th)?-?\s(?:to|till|until|through)\s|-?\s(?:الي|حتي|لغايه)\s")
_AND = re.compile(r"\sand\s|\s?و\s?")
_BETWEEN_BEFORE = re.compile(r"(?:\bbetween|\b(?:ال)?[وفب]?(?:ما\s)?بين)\s[($€£]?\Z")
_FROM_BEFORE = re.compile(r"(?:\bfrom|(?<![ء-ي])من)\s[($€£]?\Z")
# What changes from one number to another is no range: rose from 5 to 7 percent.
_CHANGE = re.compile(
    r"\b(?:r[oi]se|risen|rising|fell|fall|fallen|falling|increas|decreas|grew|grow|drop|rais|cut"
    r"|lower|climb|jump|declin|slid|shr[aiu]nk|reduc|expand|chang|doubl|widen|up\b|down\b|improv|slump"
    r"|surg|soar|plung|went|go\b|goes|going)"
    r"|ارتفع|ارتفاع|انخفض|انخفاض|تراجع|زاد|زياد|يزيد|خفض|تخفيض|رفع|يرفع|هبط|هبوط|قفز|صعد|صعود|نزل"
    r"|تقلص|تغير|نما|نمو|تحول|انتقل|وصل|تحسن|توسع|تضاعف"
)
_STOP = re.compile(r"[,;.:\n](?!\d)")
_WORD_BEHIND = re.compile(r"\s?([^\W\d_]+)")
_SMALL = 30  # below it, 3-2 may be a score
_GLUED_BEHIND = re.compile(r"\s?[-/:]\s?\d")
_GLUED_BEFORE = re.compile(r"\d\s?[-/:]\s?\Z|[^\W\d_][-/]?\Z")
_FIRST_YEAR, _LAST_YEAR = 1000, 2100


def bound_of(folded: Plain, start: int, end: int, *, year: bool) -> Bound | None:
    """Return what limits the number at `[start:end]` of a folded text, or None.

    Words that are of time too (until, over) limit no `year`.
    """
    text = folded.text
    found = _words_before(text, start)
    if found is not None:
        at, kind, weak = found
        if kind == "over" and weak and not _LASTING.match(text, end):
            kind = "more"
        words = folded.span(at, max(start, at + 1))
        return None if weak and year else Bound(kind, *folded.span(at, end), words=words)
    if _PLUS.match(text, end):
        return Bound("least", *folded.span(start, end + 1))
    behind = _behind().match(text, end, end + _LONGEST)
    if behind:
        kind, _ = _words()[behind["words"], "behind"]
        words = folded.span(*behind.span("words"))
        return Bound(kind, *folded.span(start, behind.end()), words=words)
    return _bound_by_verb(folded, start, end)


def _bound_by_verb(folded: Plain, start: int, end: int) -> Bound | None:
    """Return what a verb that does not stand right before a number says of it, or None."""
    text, first = folded.text, max(start - _FARTHEST, 0)
    if not any(part in text[first:start] for part in _VERB_PARTS):
        return None
    verb = _VERB.search(text, first, start)
    between = text[verb.end("said") : start].split() if verb else []
    if verb is None or any(word in number_words() for word in between):
        return None
    kinds: tuple[BoundKind, BoundKind] = ("less", "least") if verb["below"] else ("more", "most")
    words = folded.span(verb.start(), verb.start("said"))
    return Bound(kinds[bool(verb["no"])], *folded.span(verb.start(), end), words=words)


def _words_before(text: str, start: int) -> tuple[int, BoundKind, bool] | None:
    """Return the offset of the words before a number that limit it, their kind and weakness."""
    first = max(start - _LONGEST, 0)
    signed = text[max(start - 2, 0) : start].rstrip()
    if sign := _SIGNS.get(signed[-1:]):
        return max(start - 2, 0) + len(signed) - 1, sign, False
    between = _BETWEEN.search(text, first, start)
    if between is None:
        return None
    places = [match.start() for match in _WORD.finditer(text, first, between.start())]
    for at in places[-_MOST_WORDS:]:
        written = text[at : between.start()]
        for words in (written, _CLITIC.sub("", written, count=1)):
            kind, manner = _words().get((words, "before"), (None, ""))
            if kind is not None and (words == written or manner != "bare"):
                return at, kind, manner == "weak"
    return None


def range_of(folded: Plain, first: Number, last: Number) -> Bound | None:
    """Return the range whose ends are two neighbouring numbers of a folded text, or None."""
    text = folded.text
    low = first.value if first.scaled or not last.scaled else first.value * unit(last)
    if (
        not low < last.value
        or first.ordinal
        or last.ordinal
        or (first.percent and not last.percent)
    ):
        return None
    if _is_year(first) and _is_year(last):
        return None
    between = text[first.end : last.start]
    if not any(sort(text, first, last, between) for sort in _SORTS):
        return None
    return Bound("range", *folded.span(first.start, last.end), low, last.value)


def without_days(found: Sequence[Fact], days: Sequence[Fact]) -> list[Fact]:
    """Return facts without the bounds of those that are part of a date: until 15 March."""
    if not days:
        return list(found)
    return [
        replace(fact, bound=None)
        if fact.bound and any(day.start <= fact.start < day.end for day in days)
        else fact
        for fact in found
    ]


def _is_dashed(text: str, first: Number, last: Number, between: str) -> bool:
    """Tell whether 10-15 or 10 to 15 is a range, and no score, time, telephone or change."""
    if not _TO.fullmatch(between) or _FROM_BEFORE.search(
        text[max(first.start - 8, 0) : first.start]
    ):
        return False
    if "-" not in between:
        return not _changes(text, first.start)
    if _GLUED_BEHIND.match(text, last.end) or _GLUED_BEFORE.search(
        text, max(first.start - 3, 0), first.start
    ):
        return False
    if last.percent or last.scaled or last.value > _SMALL:
        return True
    word = _WORD_BEHIND.match(text, last.end)
    return word is not None and not is_stopword(word[1])


def _is_between(text: str, first: Number, last: Number, between: str) -> bool:
    """Tell whether the text is: between 10 and 15, بين 10 و15."""
    before = text[max(first.start - 12, 0) : first.start]
    joined = _AND.fullmatch(between) or _TO.fullmatch(between)
    return joined is not None and _BETWEEN_BEFORE.search(before) is not None


def _is_from_to(text: str, first: Number, last: Number, between: str) -> bool:
    """Tell whether the text is: from 10 to 15, من 10 إلى 15, and nothing changes so."""
    before = text[max(first.start - 8, 0) : first.start]
    if not _TO.fullmatch(between) or not _FROM_BEFORE.search(before):
        return False
    return not _changes(text, first.start)


_SORTS: tuple[Callable[[str, Number, Number, str], bool], ...] = (
    _is_dashed,
    _is_between,
    _is_from_to,
)


def _changes(text: str, start: int) -> bool:
    """Tell whether a verb of change stands shortly before an offset."""
    clause = _STOP.split(text[max(start - 60, 0) : start])[-1]
    return _CHANGE.search(clause) is not None


def _is_year(number: Number) -> bool:
    """Tell whether a number may be a year."""
    return not (number.percent or number.scaled) and _FIRST_YEAR <= number.value <= _LAST_YEAR


@cache
def _words() -> dict[tuple[str, str], tuple[BoundKind, str]]:
    """Return the kind and manner of the words that stand before or behind a number."""
    words = dict[tuple[str, str], tuple[BoundKind, str]]()
    for line in _lines():
        kind, place, written = line.split("\t")
        side, _, manner = place.partition(" ")
        words[written, side] = cast(BoundKind, kind), manner
    return words


@cache
def _behind() -> re.Pattern[str]:
    """Return the pattern of a noun and words behind a number that limit it."""
    words = [written for written, side in _words() if side == "behind"]
    return re.compile(rf"{_NOUN}[\s-](?P<words>{'|'.join(words)})(?![^\W\d_])")


def _lines() -> Iterator[str]:
    """Yield the lines of bounds.tsv without comments."""
    table = files("rag.text.facts").joinpath("bounds.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield line
