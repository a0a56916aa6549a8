"""Compares a claim with a source in the other language, by the keys that the two share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from rag.grounding.analyzed_text import AnalyzedText, SourceText, lost_facts
from rag.grounding.day_comparison import compare_days
from rag.grounding.names.names_across import exchanged_names
from rag.grounding.names.rivals import ranks, rivals
from rag.grounding.other_values import OtherValues, absent_facts
from rag.grounding.sense_check import denies, senses_across
from rag.grounding.tuning import (
    DOUBTFUL,
    FOUND,
    LEAST_WEIGHT,
    NOT_FOUND,
    OWN_SHARE,
    STEEPNESS,
    SUPPORTED,
    UNSUPPORTED,
)
from rag.grounding.unit_comparison import compare_units
from rag.messages.reasons import Finding
from rag.text.analysis.languages import detect_language
from rag.text.crosslingual.keys import weight
from rag.text.facts import Fact, missing


def compare_across(claim: AnalyzedText, source: SourceText) -> tuple[list[Finding], float]:
    """Return what is wrong with a claim, and how well (0 to 1) a source sentence supports it.

    The score is that of the sentence that fits best.
    """
    odds = [_odds(claim, one, source.context) for one in source.sentences]
    most = max(odds)
    best = source.sentences[odds.index(most)]
    found = [*absent_facts(claim, source, OtherValues(claim, source, best))]
    found += [*_doubts(claim, source, best)]
    found += [*exchanged_names(claim, source, best), *rivals(claim, source, best)]
    found += ranks(claim, source, best)
    if most >= SUPPORTED:
        found += _astray(claim, source, best)
        found += senses_across(claim, best)
    found += compare_days(claim, source, best.text, best.published, sure=most >= SUPPORTED)
    found += compare_units(claim, source, best.facts, sure=most >= SUPPORTED)
    if _weigh(claim.units) < LEAST_WEIGHT or UNSUPPORTED <= most < DOUBTFUL:
        found.append(Finding("unverified", "too_thin"))
    elif most < UNSUPPORTED:
        found.append(Finding("unsupported", "little_across"))
    elif most < SUPPORTED:
        found.append(Finding("check", "partly_across"))
    return found, 1 / (1 + math.exp(-most / STEEPNESS))


def _doubts(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield findings on quotations, and on an English denial where the Arabic has none.

    Arabic has more words that deny (غير is also the English prefix un-), so that a denial in Arabic
    alone means nothing.
    """
    if any(fact.kind == "quotation" and not _verbatim(fact, source) for fact in claim.facts.facts):
        yield Finding("check", "quotation_across")
    own, other = claim.facts.negations, best.facts.negations
    if bool(own) == bool(other) or detect_language((claim if own else best).text) != "en":
        return
    if not (denies(claim) and denies(best)):
        yield Finding("check", "negation_added" if own else "negation_dropped")


def _verbatim(quotation: Fact, source: SourceText) -> bool:
    """Tell whether a quotation stands in the source as it is, in the claim's language."""
    return any(f" {quotation.key} " in f" {' '.join(one.words)} " for one in source.sentences)


def _astray(claim: AnalyzedText, source: SourceText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each fact that is in the source, but not in the best sentence."""
    lost = lost_facts(claim, source)
    known = missing(claim.facts, source.context.facts)
    for fact in missing(claim.facts, best.facts):
        nowhere = any(one.start < fact.end and fact.start < one.end for one in lost)
        if not nowhere and fact in known:
            yield Finding("check", "elsewhere", {"what": claim.text[fact.start : fact.end]})


def _odds(claim: AnalyzedText, sentence: AnalyzedText, context: AnalyzedText) -> float:
    """Return the log odds that a sentence says what the claim says.

    All units are treated as independent.
    """
    held = sentence.keys | context.keys
    return _evidence(claim.units, held) + OWN_SHARE * _evidence(sentence.units, claim.keys)


def _evidence(units: Iterable[frozenset[str]], held: frozenset[str]) -> float:
    return sum(_worth(unit) * (NOT_FOUND if unit.isdisjoint(held) else FOUND) for unit in units)


def _weigh(units: Iterable[frozenset[str]]) -> float:
    return sum(map(_worth, units))


def _worth(unit: frozenset[str]) -> float:
    return max(map(weight, unit))
