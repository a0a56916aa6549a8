"""Finds places in an order (for the tenth time, second round, الثالثة على التوالي) as facts.

What has a place in an order lies in ordinal_facts.tsv beside this file. Of other things (the first
lady, on second thoughts, third parties) an ordinal may be left out or be part of a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import Plain, normalize
from rag.text.analysis.numbers import Number
from rag.text.facts.fact import Fact, Facts

_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b")
# "third straight week", "3rd night", "second presidential term", "third in a row".
_ENGLISH_BEHIND = re.compile(
    r"(?:st|nd|rd|th)?[\s-](?:in a (?P<row>row)|(?P<first>[a-z]+)(?:[\s-](?P<second>[a-z]+))?)"
)
# "أول مرة", "ثاني أكبر", "الثالثة على التوالي".
_ARABIC_BEHIND = re.compile(r"\s(?P<word>[ء-ي]+)(?:\sعلي\s(?P<row>التوالي))?(?!\s(?:ال|\d))")
_ROW_BEHIND = re.compile(r"\s(?:علي\s(?:التوالي))")
# "المرة العاشرة", "للمرة الـ10".
_ARABIC_BEFORE = re.compile(
    r"(?<![ء-ي])[وف]?(?:[بلك]?ال|لل)(?P<word>[ء-ي]+)\s(?P<article>ال\s?)?\Z"
)
# "came fourth", "حل ثالثا".
_CAME = re.compile(
    r"\b(?:c[ao]mes?|coming|finish(?:ed|es|ing)?|placed|ranked|ranks)\s(?:in\s)?\Z"
    r"|(?<![ء-ي])(?:حلت?|جاءت?|جاء|انهي|انهت|احتلت?)\s[^.,،؛\n]{0,60}\Z"
)
_AROUND = " .,;:!?()\"'"
_ADVERB = re.compile(r"[ء-ي]+ا\Z")


def ordinals(folded: Plain, numbers: Sequence[Number]) -> Iterator[Fact]:
    """Yield the ordinals among the numbers of a folded text: `10th`, and `10th time` as a reading.

    Those that no known noun stands beside are not strict.
    """
    text = folded.text
    for number in numbers:
        if number.ordinal or _SUFFIX.match(text, number.end) or _has_article(text, number):
            key = f"{number.value}th"
            framed = {f"{key} {kind}" for kind in _kinds(text, number)}
            span = folded.span(number.start, number.end)
            yield Fact("ordinal", *span, key, frozenset({key, *framed}), bool(framed))


def _has_article(text: str, number: Number) -> bool:
    """Tell whether an article is set before digits, as only ordinals and ages have it: الـ10."""
    start = number.start
    return text[start].isdigit() and text[max(start - 3, 0) : start].rstrip().endswith("ال")


def _kinds(text: str, number: Number) -> set[str]:
    """Return the kinds of what an ordinal is a place among: time, row, largest."""
    start, end = number.start, number.end
    if text.startswith(" place", end) and text.startswith("in the ", max(start - 7, 0)):
        return set()  # an idiom: in the first place
    words = list[str]()
    behind = _ENGLISH_BEHIND.match(text, end) or _ARABIC_BEHIND.match(text, end)
    if behind is not None:
        words += filter(None, behind.groups())
    if _ROW_BEHIND.match(text, end):
        words.append("التوالي")
    before = _ARABIC_BEFORE.search(text, max(start - 18, 0), start)
    if before is not None and (before["article"] or "ال" in text[start : start + 4]):
        words.append(before["word"])
    kinds = {_table()[word] for word in words if word in _table()}
    came = _CAME.search(text, max(start - 70, 0), start) if number.ordinal else None
    if came is not None and (came[0].isascii() or _ADVERB.fullmatch(text[start:end])):
        kinds.add("place")
    return kinds


def kinds_of(fact: Fact) -> frozenset[str]:
    """Return the kinds of what an ordinal is a place among."""
    return frozenset(reading.partition(" ")[2] for reading in fact.readings) - {""}


def unranked(claim: Facts, source: Facts) -> Iterator[str]:
    """Yield the superlatives of a claim that the source has for a lower rank: the third largest."""
    told = {kind for one in claim.facts if one.kind == "ordinal" for kind in kinds_of(one)}
    ranks = Counter(
        kind
        for one in source.facts
        if one.kind == "ordinal" and one.strict
        for kind in kinds_of(one) & _ranks() - told
    )
    if ranks:
        said = Counter(_table().get(word, "") for word in _bare_words(source.text))
        for word in _bare_words(claim.text):
            kind = _table().get(word, "")
            if kind in ranks and ranks[kind] >= said[kind]:
                yield word


def _bare_words(text: str) -> list[str]:
    """Return the normalised words of a text."""
    return [word.strip(_AROUND) for word in normalize(text).split()]


@cache
def _table() -> dict[str, str]:
    """Return the kind of each word of ordinal_facts.tsv."""
    return {word: kind for kind, _, words in _rows() for word in words}


@cache
def _ranks() -> frozenset[str]:
    """Return the kinds of ordinal_facts.tsv that are told by superlatives."""
    return frozenset(kind for kind, sort, _ in _rows() if sort == "rank")


def _rows() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the kind, sort and words of each line of ordinal_facts.tsv."""
    table = files("rag.text.facts").joinpath("ordinal_facts.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            kind, sort, english, arabic = line.split("\t")
            yield kind, sort, [*english.split(), *arabic.split()]


# What says first or second without an ordinal.
_IMPLIED = {
    "1th": re.compile(
        r"\b(?:debut|maiden|inaugural|initial|early|beginning|phase i|type i|world war i"
        r"|unprecedented|never before|once)\b"
        r"|(?:بداي|افتتاحي|غير مسبوق|لم يسبق|لم تسبق|باكور)"
    ),
    "2th": re.compile(r"\b(?:again|another|twice|runner-up)\b|(?:مجددا|مره اخري|وصيف|مرتين)"),
}


def is_implied(key: str, text: str) -> bool:
    """Tell whether a text says first or second in another word (debut, again)."""
    pattern = _IMPLIED.get(key)
    return pattern is not None and pattern.search(normalize(text)) is not None
