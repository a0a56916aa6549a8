"""Finds figures of a claim that the source limits or implies, but does not state."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.analyzed_text import AnalyzedText, SourceText
from rag.messages.reasons import Finding
from rag.text.facts import Fact, Facts, doubtful


def limited_figures(claim: AnalyzedText, source: SourceText) -> Iterator[Finding]:
    """Yield a finding for each figure that is neither stated nor ruled out.

    Such is 60,000 where the source says more than 60,000, or 17 where it says eleven and six.
    """
    for fact in doubtful(claim.facts, source.facts):
        yield Finding("check", "limited", {"what": as_written(fact, claim.facts)})


def as_written(fact: Fact, stated: Facts) -> str:
    """Return a fact as its text has it, with the words that limit it: more than 60,000."""
    start, end = (fact.bound.start, fact.bound.end) if fact.bound else (fact.start, fact.end)
    return stated.text[start:end]
