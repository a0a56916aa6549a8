"""Compares the facts of a claim with those of a source."""

from __future__ import annotations

from rag.text.facts.bounded import Standing, same_number
from rag.text.facts.fact import Fact, Facts
from rag.text.facts.source_facts import sort_of, source_facts
from rag.text.facts.standing import standing_of, words_beside


def missing(claim: Facts, source: Facts) -> tuple[Fact, ...]:
    """Return the strict facts of `claim` that `source` does not state, in their order.

    Where a date is missing, its parts are not listed as well; where a number is, its place in an
    order is not. What is `doubtful` is not missing. A quotation in a script that the
    source does not use is never missing, because it may be a translation. A number with a scale
    word may be rounded by 0.5 %, from 100,000 on.
    """
    absent = _with_standing("missing", claim, source)
    dates = [fact for fact in absent if fact.kind == "date"]
    numbers = {fact.start for fact in absent if fact.kind == "number"}
    return tuple(
        fact
        for fact in absent
        if not (fact.kind == "ordinal" and fact.start in numbers)
        and (fact.kind == "date" or not any(day.start <= fact.start < day.end for day in dates))
    )


def doubtful(claim: Facts, source: Facts) -> tuple[Fact, ...]:
    """Return the strict facts of `claim` that `source` neither states nor rules out, in order.

    Such are 60,000 where the source says more than 60,000, 12 where it says 10 to 15, and a sum of
    its numbers.
    """
    return tuple(_with_standing("doubtful", claim, source))


def _with_standing(standing: Standing, claim: Facts, source: Facts) -> list[Fact]:
    """Return the strict facts of a claim that have a standing in the source."""
    strict = [fact for fact in claim.facts if fact.strict]
    if not strict:
        return []
    held = source_facts(source)
    return [fact for fact in strict if standing_of(fact, claim, held) == standing]


def _readings(stated: Facts) -> frozenset[str]:
    """Return all readings of the facts of a text."""
    return frozenset[str]().union(*(fact.readings for fact in stated.facts))


def instead(fact: Fact, source: Facts, *, claim: Facts | None = None) -> Fact | None:
    """Return the fact of the same kind that `source` states in place of `fact`: "it says 85%".

    This is the same number, if the source limits it otherwise: more than 85 in place of less than
    85. Returns None unless exactly one fact could be meant. Given the claim that contains `fact`,
    facts that the claim states too are no candidates, and among several candidates only those
    beside the same word remain.
    """
    limited = limited_otherwise(fact, source)
    if limited is not None:
        return limited
    others = _candidates(fact, source, stated=_readings(claim) if claim else frozenset())
    if claim is not None and len(others) > 1:
        counted = words_beside(fact, claim)
        others = {
            key: other for key, other in others.items() if words_beside(other, source) & counted
        }
    return next(iter(others.values())) if len(others) == 1 else None


def limited_otherwise(fact: Fact, source: Facts) -> Fact | None:
    """Return the same number, where the source limits it in a way that rules the fact out."""
    if fact.kind not in ("number", "percent"):
        return None
    same = (one for one in source.facts if fact.readings & one.readings)
    return next((one for one in same if same_number(fact, one) == "missing"), None)


def _candidates(fact: Fact, source: Facts, *, stated: frozenset[str]) -> dict[str, Fact]:
    """Return a source's strict facts of the kind of `fact` by key.

    A fact with one of the readings `stated` is left out, and so is the number of a name, unless
    `fact` is one too.
    """
    sort = sort_of(fact)
    found: dict[str, Fact] = {}
    for other in source.facts:
        alike = other.strict and sort_of(other) == sort and (fact.named or not other.named)
        if alike and other.readings.isdisjoint(stated):
            found.setdefault(other.key, other)
    return found
