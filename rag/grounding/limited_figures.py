"""Finds figures of a claim that the source limits or implies, but does not state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.grounding.analyzed_text import AnalyzedText, SourceText, as_written
from rag.messages.reasons import Finding
from rag.text.analysis.tokenizer import words
from rag.text.facts import doubtful
from rag.text.facts.ordinal_facts import unranked

# What follows the whole in "an hour and a half", "عامين ونصف".
_HALF = re.compile(r"\s(?:و\s?(?:نصف|ربع|ثلث)|and an? (?:half|quarter))")


def limited_figures(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding for each figure that is neither stated nor ruled out.

    Such is 60,000 where the source says more than 60,000, 17 where it says eleven and six, or the
    largest where it says the third largest.
    """
    for fact in doubtful(claim.facts, source.facts):
        yield Finding("check", "limited", {"what": as_written(fact, claim.facts)})
    for word in unranked(claim.facts, source.facts):
        yield Finding("check", "limited", {"what": word})
    if "نصف" in source.text or "ربع" in source.text or "half" in source.text:
        yield from _halved(claim, source)


def _halved(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding where the claim leaves the half out: an hour for an hour and a half."""
    own = frozenset[str]().union(*(fact.readings for fact in claim.facts.facts))
    for fact in source.facts.facts:
        half = _HALF.search(source.facts.text, fact.start, fact.end)
        if half is None or not own.isdisjoint(fact.readings):
            continue
        whole = source.facts.text[fact.start : half.start()]
        said = f" {' '.join(words(whole))} "
        if said in f" {' '.join(claim.words)} ":
            yield Finding("check", "limited", {"what": whole.strip()})
