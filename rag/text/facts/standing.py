"""Tells how far a source states a fact: as it is, rounded, limited, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain, product

from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem
from rag.text.facts.bounded import Standing, other_number, same_number, value_of
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.magnitudes import holds, is_part
from rag.text.facts.ordinal_facts import is_implied, kinds_of
from rag.text.facts.quotations import is_quoted
from rag.text.facts.reckoning import is_reckoned
from rag.text.facts.source_facts import SourceFacts, sort_of

# A noun that a number counts: "19 people", "19 شخصا"; not "19 الجديد", "6 للعلاج", "19 and".
_NOUN_BEHIND = re.compile(r"\s(?!و|ال|لل|بال|كال|فال)([^\W\d_]+)")
# Not tuned: 54 million may round 54.2 million, but 1.3 million states another number than 1.25.
_ROUNDED = Decimal("0.005")
_SIZE = 5  # times; numbers that differ more are not mistaken for each other
# Not tuned: smaller numbers are mostly counts, which news seldom rounds.
_LEAST_ROUNDED = 100_000


def words_beside(fact: Fact, stated: Facts) -> frozenset[str]:
    """Return the stems of the words directly before and behind a fact, without stopwords."""
    before = words(stated.text[max(fact.start - 30, 0) : fact.start])[-1:]
    return _behind(fact, stated) | _stems(before)


def _behind(fact: Fact, stated: Facts) -> frozenset[str]:
    """Return the stem of the word directly behind a fact; none for a stopword."""
    return _stems(words(stated.text[fact.end : fact.end + 30])[:1])


def _stems(found: Sequence[str]) -> frozenset[str]:
    """Return the stems of words, without numbers and stopwords."""
    return frozenset(content_stem(word) for word in found if content_stem(word) and word.isalpha())


def standing_of(fact: Fact, claim: Facts, source: SourceFacts) -> Standing:
    """Return how far the source states a fact, under any of its readings, rounded or limited."""
    if same := source.with_reading_of(fact):
        return _same(fact, same, claim, source)
    if fact.kind in ("number", "percent"):
        return _numbered(fact, claim, source)
    if fact.kind == "month":
        return "missing"
    if fact.kind == "ordinal":
        return _ranked(fact, claim, source)
    if fact.kind == "magnitude":
        return _sized(fact, claim, source)
    stands = is_quoted(fact.key, source.text) if fact.kind == "quotation" else _dated(fact, source)
    return "stated" if stands else "missing"


def _same(fact: Fact, same: Sequence[Fact], claim: Facts, source: SourceFacts) -> Standing:
    """Return how far the source states a fact, given its facts with the same reading."""
    if fact.kind == "ordinal":
        return "missing" if _is_other_rank(fact, source) else "stated"
    if fact.kind not in ("number", "percent"):
        return "stated"
    standings: set[Standing] = {
        "stated" if _tells_both_ends(other, claim) else same_number(fact, other)
        for other in same
        if fact.named or not other.named or not _counts(fact, claim)
    }
    best: Standing = next((one for one in _BEST_FIRST if one in standings), "missing")
    if best == "doubtful" and fact.bound and "stated" in _limited(fact, claim, source):
        return "stated"
    return best


def _is_other_rank(fact: Fact, source: SourceFacts) -> bool:
    """Return whether the source gives another place among the same: the third night."""
    kinds = kinds_of(fact)
    alike = [one for one in source.of_kind("ordinal") if kinds_of(one) & kinds]
    return bool(alike) and all(one.key != fact.key for one in alike)


def _tells_both_ends(other: Fact, claim: Facts) -> bool:
    """Return whether a claim states both ends of the range that a fact of the source is one of."""
    if other.bound is None or other.bound.kind != "range":
        return False
    told = {value_of(one) for one in claim.facts if one.kind == other.kind}
    return {other.bound.low, other.bound.high} <= told


def _counts(fact: Fact, claim: Facts) -> bool:
    """Return whether a number counts the noun behind it, so that no name can state it."""
    value = value_of(fact)
    noun = _NOUN_BEHIND.match(claim.text, fact.end)
    if noun is None or value is None or value < 3 or not _stems(words(noun[1])):
        return False
    return not noun[1].isascii() or noun[1] == "people" or noun[1].endswith("s")


def _ranked(fact: Fact, claim: Facts, source: SourceFacts) -> Standing:
    """Return how far the source states an ordinal that it does not have."""
    other_rank = _is_other_rank(fact, source)
    held = source.has(fact.key.removesuffix("th")) or is_implied(fact.key, source.text)
    if held and not other_rank:
        return "stated"
    return "missing" if other_rank or _has_others(fact, claim, source) else "doubtful"


def _sized(fact: Fact, claim: Facts, source: SourceFacts) -> Standing:
    """Return how far the source states an order of magnitude that it does not have."""
    numbers = (one for one in source.of_kind("number") if one.strict)
    held = any(holds(fact.key, value_of(one) or Decimal(0)) for one in numbers)
    if held or any(is_part(fact.key, one.key) for one in source.of_kind("magnitude")):
        return "stated"
    return "missing" if _has_others(fact, claim, source) else "doubtful"


def _has_others(fact: Fact, claim: Facts, source: SourceFacts) -> bool:
    """Return whether the source has another fact of this kind that the claim does not state."""
    own = {one.key for one in claim.facts if one.kind == fact.kind}
    return any(one.strict and one.key not in own for one in source.of_kind(fact.kind))


def _numbered(fact: Fact, claim: Facts, source: SourceFacts) -> Standing:
    """Return how far the source states a number that it has under no reading."""
    others = source.of_kind(fact.kind)
    in_words = fact.kind == "percent" and "%" not in claim.text[fact.start : fact.end + 12]
    if in_words and not others and fact.bound:
        return "doubtful"  # a third of: a share that the source may tell in other words
    if fact.named and not any(other.named for other in others):
        return "stated"
    exact = fact.bound is None or fact.bound.kind in ("about", "range")
    if exact and _rounded(fact, source):
        return "stated"
    standings = _limited(fact, claim, source)
    if "stated" in standings:
        return "stated"
    if "doubtful" in standings or is_reckoned(fact, claim, source):
        return "doubtful"
    return "missing"


def _limited(fact: Fact, claim: Facts, source: SourceFacts) -> frozenset[Standing]:
    """Return how far other numbers of the source state a number, with what limits them.

    A number that is neither beside the same word nor alone of its size may be of another thing, so
    that it leaves open at most what it would state.
    """
    alike = source.of_size(sort_of(fact), value_of(fact) or Decimal(0), _SIZE)
    found = set[Standing]()
    for other in alike:
        standing = other_number(fact, other)
        if standing == "stated" and len(alike) > 1:
            beside = words_beside(fact, claim) & words_beside(other, source.stated)
            standing = "stated" if beside else "doubtful"
        found.add(standing)
    return frozenset(found)


_BEST_FIRST: tuple[Standing, ...] = ("stated", "doubtful", "missing")


def _dated(fact: Fact, source: SourceFacts) -> bool:
    """Return whether the source has the day without its year, or no other day in its place.

    In the second case the date's parts are looked for one by one.
    """
    others = False
    dates = chain.from_iterable(one.readings for one in source.of_kind("date"))
    for reading, other in product(fact.readings, dates):
        (year, month, day), (its_year, its_month, its_day) = _parts(reading), _parts(other)
        if month == its_month and day == its_day and "-" in (year, its_year):
            return True
        others = (
            others or month == its_month or (year != "-" and (year, day) == (its_year, its_day))
        )
    return not others


def _parts(key: str) -> tuple[str, str, str]:
    """Return the year (`-` for none), the month and the day of a date's key."""
    year, month, day = key.rsplit("-", 2)
    return year, month, day


def _rounded(fact: Fact, source: SourceFacts) -> bool:
    """Return whether the source has a number that equals a large one within 0.5 %.

    One of the two must have a scale word.
    """
    value = value_of(fact)
    if value is None or value < _LEAST_ROUNDED or fact.kind != "number":
        return False
    return any(
        abs(other - value) <= _ROUNDED * max(value, other)
        for one in source.of_size("number", value, 2)
        if (fact.scaled or one.scaled) and (other := value_of(one) or Decimal(0))
    )
