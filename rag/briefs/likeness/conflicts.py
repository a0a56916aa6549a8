"""Finds what contradicts that two sentences tell the same: other figures, other names, a denial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from rag.briefs.figures.counted import keys_of
from rag.briefs.tuning import (
    BESIDE_A_FIGURE,
    LEAST_COUNT,
    LEAST_QUOTED,
    LEAST_ROUNDED,
    MOST_TIMES,
    QUOTED_SHARE,
    ROUGH,
)
from rag.grounding.analyzed_text import analyze_text, dates_of
from rag.grounding.names.name_words import NameWord, english_names, words_of
from rag.grounding.sense.opposites import oppositions
from rag.grounding.sense.reading import DENIALS, read_senses
from rag.grounding.sense.whole_sentence import changed_outright
from rag.text.analysis.stemming import is_arabic
from rag.text.analyzer import Analyzer
from rag.text.facts import Fact

_TIME = re.compile(r"\d[:٫]\d\d\b")


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A figure of a sentence: its value, its unit (`%` or none), whether it is called a round one
    or a bound, and the keys of the words beside it."""

    value: Decimal
    unit: str
    rough: bool
    beside: frozenset[str]

    def agrees(self, other: ToldFigure) -> bool:
        """Tell whether two figures may be the same, one of them rounded."""
        small, large = sorted((self.value, other.value))
        if self.unit != other.unit:
            return False
        if self.rough or other.rough:
            return large - small <= ROUGH * large
        return small == large or _rounded(self.value, other.value)

    def rivals(self, other: ToldFigure) -> bool:
        """Tell whether two figures may be given for the same thing.

        One is not many times the other, or a word beside both says that they count the same. "12 to
        15 million" has the figure 12, which is no other than 12 million; 97 seconds are no other
        than 1.5 minutes.
        """
        small, large = sorted((self.value, other.value))
        if self.unit != other.unit:
            return False
        if large <= small * MOST_TIMES:
            return True
        scaled = large.normalize().as_tuple().digits == small.normalize().as_tuple().digits
        whole = _whole(small) == _whole(large)
        return whole and not scaled and not self.beside.isdisjoint(other.beside)


def _whole(value: Decimal) -> bool:
    return value == value.to_integral()


def _rounded(one: Decimal, other: Decimal) -> bool:
    """Tell whether one of two values is the other with fewer digits: 33 million, 32.8 million.

    Whole numbers below `LEAST_ROUNDED` are exact: years, counts.
    """
    whole = _whole(one) and _whole(other)
    if whole and min(one, other) < LEAST_ROUNDED:
        return False
    ends = [it.normalize().as_tuple().exponent for it in (one, other)]
    least = max(end for end in ends if isinstance(end, int))
    unit = Decimal(1).scaleb(least)
    return one.quantize(unit) == other.quantize(unit)


@lru_cache(maxsize=1 << 11)
def told_figures(text: str, analyzer: Analyzer) -> tuple[ToldFigure, ...]:
    """Return the certain numbers and percentages of a sentence that are no part of a date or of a
    name."""
    stated = analyze_text(text, analyzer).facts
    dates = dates_of(stated)
    found = [
        fact
        for fact in stated.facts
        if fact.kind in ("number", "percent") and fact.strict and not fact.named
        if not any(date.start <= fact.start < date.end for date in dates)
        if not _TIME.search(text[max(fact.start - 3, 0) : fact.end + 3])
    ]
    return tuple(one for fact in found if (one := _figure(text, fact, analyzer)) is not None)


def _figure(text: str, fact: Fact, analyzer: Analyzer) -> ToldFigure | None:
    try:
        value = Decimal(fact.key.removesuffix("%"))
    except InvalidOperation:
        return None
    before, behind = text[: fact.start].split(), text[fact.end :].split()
    beside = [*before[-BESIDE_A_FIGURE:], *behind[:BESIDE_A_FIGURE]]
    return ToldFigure(
        value=value,
        unit="%" if fact.kind == "percent" else "",
        rough=fact.bound is not None and fact.bound.kind != "range",
        beside=keys_of(beside, analyzer) - {""},
    )


def contradict(one: str, other: str, analyzer: Analyzer, *, across: bool) -> bool:
    """Tell whether two sentences that may tell the same have other figures, other names or another
    outcome.

    `across` says that they are in different languages, where names are not compared.
    """
    if other_figures(one, other, analyzer, across=across) or other_outcome(one, other, analyzer):
        return True
    return not across and other_names(one, other, analyzer)


def other_outcome(one: str, other: str, analyzer: Analyzer) -> bool:
    """Tell whether one of two sentences says the opposite of the other, or denies what it says."""
    own, given = read_senses(one, analyzer), read_senses(other, analyzer)
    if any(change.sense.kind in DENIALS for change in changed_outright(own, given)):
        return True
    return any(oppositions(own, given)) and any(oppositions(given, own))


def other_figures(one: str, other: str, analyzer: Analyzer, *, across: bool) -> bool:
    """Tell whether the sentences have different figures where the same thing may be counted.

    Where they agree on two figures, or on one across languages, they tell the same in other detail.
    """
    own, given = told_figures(one, analyzer), told_figures(other, analyzer)
    lost = [it for it in own if not any(it.agrees(there) for there in given)]
    left = [it for it in given if not any(it.agrees(there) for there in own)]
    pairs = [(it, there) for it in lost for there in left if it.rivals(there)]
    agreed = len(own) - len(lost)
    if agreed == 0 and all(any(it.value >= LEAST_ROUNDED for it in some) for some in (lost, left)):
        return True  # 33,000 dead and 8.8 million in need: each is what its sentence tells
    if agreed == 0 or across:
        return bool(pairs) and agreed == 0
    return agreed == 1 and any(_surely_rivals(it, there) for it, there in pairs)


def _surely_rivals(one: ToldFigure, other: ToldFigure) -> bool:
    """Tell whether two figures count the same thing, or are too large to count just anything."""
    return min(one.value, other.value) >= LEAST_COUNT or not one.beside.isdisjoint(other.beside)


def other_names(one: str, other: str, analyzer: Analyzer) -> bool:
    """Tell whether each of two sentences of a language has a name that the other lacks, both of
    places or both of persons and the like."""
    own, given = _named(one, analyzer), _named(other, analyzer)
    lost, left = _lacking(own, given), _lacking(given, own)
    return not lost.isdisjoint(left)


def long_quotation(text: str, analyzer: Analyzer) -> str:
    """Return the quoted words of a sentence that is much of a quotation, "" for any other."""
    found = analyze_text(text, analyzer).facts.facts
    quoted = [text[fact.start : fact.end] for fact in found if fact.kind == "quotation"]
    words = sum(len(one.split()) for one in quoted)
    long = words >= max(LEAST_QUOTED, QUOTED_SHARE * len(text.split()))
    return " ".join(quoted) if long else ""


_Names = tuple[frozenset[str], frozenset[str], tuple[tuple[str, frozenset[str], str], ...]]


@lru_cache(maxsize=1 << 11)
def _named(text: str, analyzer: Analyzer) -> _Names:
    """Return the stems and keys of a text, and of each of its names the stem, keys and kind."""
    read, own = analyze_text(text, analyzer), words_of(text, analyzer)
    if is_arabic("".join(read.words[:1])):
        names = [word for word in own if word.content and word.named]
    else:
        names = [own[at] for run in english_names(read) for at in run]
    return (
        frozenset(filter(None, read.stems)),
        frozenset[str]().union(*(word.keys for word in own)),
        tuple((read.stems[word.at], word.keys, _kind(word)) for word in names),
    )


def _kind(word: NameWord) -> str:
    return "place" if any(key[0] in "cp" for key in word.keys) else "name"


def _lacking(own: _Names, given: _Names) -> frozenset[str]:
    """Return the kinds of the names of a text that another one lacks."""
    stems, keys, _ = given
    return frozenset(
        kind for stem, named, kind in own[2] if stem not in stems and named.isdisjoint(keys)
    )
