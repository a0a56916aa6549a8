"""Weighs a claim against a source in the other language, by the keys that the two share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from rag.grounding.taken_apart import SourceText, TakenApart, lost_facts, written
from rag.messages.reasons import Finding
from rag.text.analysis.languages import detect_language
from rag.text.cldr import names
from rag.text.crosslingual.keys import weight
from rag.text.facts import missing

# The log of how much more often a unit is found in a sentence that says the same than in one that
# does not: some .6 to .1, and so .4 to .9 for one that is not found.
FOUND, NOT_FOUND = math.log(6), math.log(4 / 9)
OWN_SHARE = 0.3
"""What the units of the sentence that the claim leaves out count for: a claim may well be short."""

LEAST_WEIGHT = 2.0
"""A claim of fewer units cannot be told from others by them."""

SUPPORTED, DOUBTFUL, UNSUPPORTED = 2.0, -1.0, -3.0
"""Log odds from which a claim counts as borne out, below which nothing can be told of it, and
below which it counts as not borne out."""

_STEEPNESS = 3  # of the score: units are not independent


def across(claim: TakenApart, source: SourceText) -> tuple[list[Finding], float]:
    """What is amiss but for facts that the source has nowhere, and how well (0 to 1) the claim is
    borne out by the sentence that fits it best."""
    odds = [_odds(claim, one, source.context) for one in source.sentences]
    most = max(odds)
    best = source.sentences[odds.index(most)]
    found = [*_doubts(claim, best), *_countries(claim, source)]
    if most >= SUPPORTED:
        found += _astray(claim, source, best)
    if _weigh(claim.units) < LEAST_WEIGHT or UNSUPPORTED <= most < DOUBTFUL:
        found.append(Finding("unverified", "too_thin"))
    elif most < UNSUPPORTED:
        found.append(Finding("unsupported", "little_across"))
    elif most < SUPPORTED:
        found.append(Finding("check", "partly_across"))
    return found, 1 / (1 + math.exp(-most / _STEEPNESS))


def _doubts(claim: TakenApart, best: TakenApart) -> Iterator[Finding]:
    """Quotations, and a denial in English where the Arabic has none. Arabic has more words that
    deny (غير is un-): those alone tell nothing."""
    if any(fact.kind == "quotation" for fact in claim.facts.facts):
        yield Finding("check", "quotation_across")
    if claim.facts.negations and not best.facts.negations and detect_language(claim.text) == "en":
        yield Finding("check", "negation_added")
    if best.facts.negations and not claim.facts.negations and detect_language(best.text) == "en":
        yield Finding("check", "negation_dropped")


def _countries(claim: TakenApart, source: SourceText) -> Iterator[Finding]:
    """Countries that the source does not mention: of all names, theirs are surely known."""
    absent = frozenset[str]().union(
        *(
            unit
            for unit in claim.units
            if all(key.startswith("c:") for key in unit) and unit.isdisjoint(source.keys)
        )
    )
    if absent:
        for start, end, key in names().matches(claim.words):
            if key in absent:
                yield Finding("check", "name", {"what": written(claim.text, start, end)})


def _astray(claim: TakenApart, source: SourceText, best: TakenApart) -> Iterator[Finding]:
    """Facts that the source has, but not where the claim stands."""
    lost = lost_facts(claim, source)
    known = missing(claim.facts, source.context.facts)
    for fact in missing(claim.facts, best.facts):
        nowhere = any(one.start < fact.end and fact.start < one.end for one in lost)
        if not nowhere and fact in known:
            yield Finding("check", "elsewhere", {"what": claim.text[fact.start : fact.end]})


def _odds(claim: TakenApart, sentence: TakenApart, context: TakenApart) -> float:
    """The log odds that the sentence says what the claim says, all units taken as independent."""
    held = sentence.keys | context.keys
    return _evidence(claim.units, held) + OWN_SHARE * _evidence(sentence.units, claim.keys)


def _evidence(units: Iterable[frozenset[str]], held: frozenset[str]) -> float:
    return sum(_worth(unit) * (NOT_FOUND if unit.isdisjoint(held) else FOUND) for unit in units)


def _weigh(units: Iterable[frozenset[str]]) -> float:
    return sum(map(_worth, units))


def _worth(unit: frozenset[str]) -> float:
    return max(map(weight, unit))
