"""Finds names that the source does not have, and words put in the place of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.grounding.alignment import Slot, Stretch
from rag.grounding.taken_apart import SourceText, TakenApart, is_figure, written
from rag.messages.reasons import Finding
from rag.records import Status
from rag.text.analysis.stemming import is_arabic
from rag.text.crosslingual.glossary import concepts
from rag.text.facts import Fact, facts, missing

WIDEST = 4
"""A slot of more words is no exchange of one for another."""

HEADLINE = 0.8
"""Where this share of the words has capitals, they tell no names."""


def missing_names(claim: TakenApart, source: SourceText, *, near: bool) -> list[range]:
    """Where the claim names what the source does not mention, neighbouring words together.
    English names are told by their capitals; Arabic ones, in a near-copy only, by being in no
    dictionary."""
    headline = _is_headline(claim)

    def is_missing(at: int) -> bool:
        if source.mentions(claim.stems[at], claim.tokens[at]):
            return False
        if is_arabic(claim.words[at]):
            return near and _is_rare(claim.stems[at])
        return not headline and _is_name(claim, at)

    runs = [(gone, list(run)) for gone, run in groupby(range(len(claim.words)), key=is_missing)]
    return [range(run[0], run[-1] + 1) for gone, run in runs if gone]


def names_and_swaps(
    claim: TakenApart, source: SourceText, place: Stretch, *, near: bool
) -> Iterator[Finding]:
    """Names that the source does not mention; in a near-copy also words that stand where the
    source has others that do not mean the same."""
    gone = missing_names(claim, source, near=near)
    if near:
        for slot in place.alignment.slots():
            status = _exchange(claim, source, place, slot, gone)
            if status:
                gone = [run for run in gone if not slot.start <= run.start < slot.end]
                values = {
                    "what": written(claim.text, slot.start, slot.end),
                    "other": written(place.text, slot.source_start, slot.source_end),
                }
                yield Finding(status, "swapped", values)
    for run in gone:
        yield Finding("check", "name", {"what": written(claim.text, run.start, run.stop)})


def _exchange(
    claim: TakenApart, source: SourceText, place: Stretch, slot: Slot, gone: list[range]
) -> Status | None:
    """How bad it is that the claim has other words in a slot than the source."""
    given = range(slot.source_start, slot.source_end)
    if not (0 < slot.end - slot.start <= WIDEST and 0 < len(given) <= WIDEST):
        return None
    if figures := _figures_differ(claim, place, slot):
        return figures
    named = any(slot.start <= run.start < slot.end for run in gone)
    if named and any(place.tokens[at][0].isupper() and place.stems[at] for at in given):
        return "contradicted"
    return "check" if _words_differ(claim, source, place, slot) else None


def _figures_differ(claim: TakenApart, place: Stretch, slot: Slot) -> Status | None:
    """How bad it is that a figure or month stands where the stretch has another of its kind, if
    that is not told of already: because the stretch has it somewhere else, or because it may be
    none (May). Others were let pass as rounded: one to check."""
    own = facts(" ".join(claim.tokens[slot.start : slot.end])).facts
    given = facts(" ".join(place.tokens[slot.source_start : slot.source_end])).facts
    different = [
        fact
        for fact in own
        if not _stated(fact, given)
        and any(other.kind == fact.kind and not _stated(other, own) for other in given)
    ]
    if any(not fact.strict or _stated(fact, place.facts.facts) for fact in different):
        return "contradicted"
    return "check" if different and not missing(claim.facts, place.facts) else None


def _stated(fact: Fact, among: Sequence[Fact]) -> bool:
    return any(not fact.readings.isdisjoint(other.readings) for other in among)


def _words_differ(claim: TakenApart, source: SourceText, place: Stretch, slot: Slot) -> bool:
    """Whether one word stands for one of another meaning that the source does not have, or a name
    for another name."""
    own = [at for at in range(slot.start, slot.end) if claim.stems[at]]
    given = [at for at in range(slot.source_start, slot.source_end) if place.stems[at]]
    if len(own) != 1 or len(given) != 1 or is_figure(claim.tokens[own[0]]):
        return False
    stem, other = claim.stems[own[0]], place.stems[given[0]]
    if not set(concepts().of(stem)).isdisjoint(concepts().of(other)):
        return False
    capitals = _is_name(claim, own[0]) and place.tokens[given[0]][0].isupper()
    names = capitals or (_is_rare(stem) and _is_rare(other))
    return names or not source.mentions(stem, claim.tokens[own[0]])


def _is_name(claim: TakenApart, at: int) -> bool:
    """Whether an English word is a name: it has a capital that is not only that of a beginning."""
    if not claim.stems[at] or not claim.tokens[at][0].isupper() or is_figure(claim.tokens[at]):
        return False
    return at > 0 or _is_rare(claim.stems[at])


def _is_rare(stem: str) -> bool:
    return bool(stem) and not stem[0].isdigit() and not concepts().knows(stem)


def _is_headline(claim: TakenApart) -> bool:
    content = [token for token, stem in zip(claim.tokens, claim.stems, strict=True) if stem]
    return sum(token[0].isupper() for token in content) > HEADLINE * len(content)
