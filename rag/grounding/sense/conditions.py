"""Finds what becomes of the conditions and hedges of a source in a claim."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rag.grounding.sense.lexicon import word_list
from rag.grounding.sense.reading import DENIALS, Reading, Sense

_PLAIN_DENIALS = frozenset(["not", "without", "un"])
_STILL_UNCERTAIN = frozenset(["cond", "may", "wish", "alleged"])
_BESIDE_HEDGE = 3
"""Words on either side of a hedge that tell what it is said of."""


def conditions_turned(claim: Reading, source: Reading, *, across: bool) -> Iterator[Sense]:
    """Yield the conditions of the source of which the claim makes a fact, or the opposite.

    "It will close unless sales rise" is not "it will close if sales rise", and neither is "it will
    close even if sales rise" or "it will close after sales rose".
    """
    given = [one for one in source.senses if is_condition(source, one)]
    if len(given) != 1 or not (across or _is_said(claim, source, given[0])):
        return
    if (
        _concessions(claim) > _concessions(source)
        or _is_turned(claim, source)
        or (
            across
            and claim.kinds().isdisjoint(_STILL_UNCERTAIN)
            and not _has(claim, "as_if")
            and _is_said(claim, source, given[0])
        )
    ):
        yield given[0]


def _is_turned(claim: Reading, source: Reading) -> bool:
    """Tell whether a condition is put the other way round: one of the two has a denial more."""
    return (
        "cond" in claim.kinds()
        and not _other_denials(claim) | _other_denials(source)
        and (_has(claim, "parity") - _has(source, "parity")) % 2 == 1
    )


def is_condition(reading: Reading, sense: Sense) -> bool:
    """Tell whether a sense is a condition, and not a question: asked if, عما إذا."""
    before = reading.words[sense.start - 1] if sense.start else ""
    return (
        sense.kind == "cond"
        and reading.words[sense.start] not in word_list("whether")
        and before not in word_list("asks")
    )


def _concessions(reading: Reading) -> int:
    """Return how often a text says that a thing makes no difference: although, even if, حتى لو."""
    return _has(reading, "concedes") + sum(
        one in word_list("even") and two in word_list("even_if")
        for one, two in pairwise(reading.words)
    )


def _is_said(claim: Reading, source: Reading, sense: Sense) -> bool:
    """Tell whether a claim repeats something of what a condition of the source is about."""
    return any(not source.marks[at].isdisjoint(claim.held) for at in sense.governed)


def _has(reading: Reading, name: str) -> int:
    return sum(one in word_list(name) for one in reading.words)


def _other_denials(reading: Reading) -> frozenset[str]:
    return reading.kinds() & (DENIALS - _PLAIN_DENIALS)


def hedges_dropped(claim: Reading, source: Reading, *, across: bool) -> Iterator[Sense]:
    """Yield the hedges of the source (alleged, so-called, unconfirmed) that the claim leaves out.

    What stands beside the hedge must be in the claim.
    """
    if not claim.kinds().isdisjoint(("alleged", "may", "cond", "deny", "ruleout", "not", "un")):
        return
    for sense in source.senses:
        if sense.kind != "alleged" or source.words[sense.start] not in word_list("hedges"):
            continue
        beside = {*sense.governed, *_beside(source, sense)}
        held = sum(not source.marks[at].isdisjoint(claim.held) for at in beside)
        if held >= (1 if across else 2):
            yield sense


def _beside(reading: Reading, sense: Sense) -> Iterator[int]:
    first = max(sense.start - _BESIDE_HEDGE, 0)
    for at in range(first, sense.start):
        if reading.marks[at]:
            yield at
