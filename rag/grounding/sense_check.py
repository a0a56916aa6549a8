"""Finds where a claim has another sense than its source, in a language and across languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from rag.grounding.alignment import Stretch
from rag.grounding.analyzed_text import AnalyzedText, written
from rag.grounding.sense.conditions import conditions_turned, hedges_dropped
from rag.grounding.sense.opposites import Opposition, oppositions
from rag.grounding.sense.reading import DENIALS, Reading, Sense, read_senses
from rag.grounding.sense.sense_comparison import (
    MAIN_CLAUSE,
    MAIN_CLAUSE_ACROSS,
    UNCERTAIN,
    SenseDifference,
    conditions_dropped,
    differences,
    is_long_copy,
    tells_past,
)
from rag.grounding.sense.time_order import changed_orders
from rag.grounding.sense.whole_sentence import changed_outright, is_stopped
from rag.messages.reasons import Finding
from rag.records import Status

_MOST_WORDS = 7
"""Words of a text that a reason repeats at most."""

_CLEARLY_WEAKER = frozenset(["may", "wish", "tried"])


def senses_within(claim: AnalyzedText, place: Stretch) -> Iterator[Finding]:
    """Yield a finding for each sense that a claim changes, in the language of its source.

    What a near-copy changes contradicts the source if it is a denial or is left uncertain there;
    anything else is to be checked.
    """
    own, source = read_senses(claim.text, claim.analyzer), read_senses(place.text, claim.analyzer)
    pairs = _pairs(place, source)
    for difference in differences(own, source, pairs):
        sure = pairs is not None and difference.exact and _is_clear(difference)
        yield _told(difference, claim, place, "contradicted" if sure else "check")
    for one in oppositions(own, source, pairs):
        same_place = pairs is not None and _takes_its_place(one, pairs)
        yield _opposed(one, claim, place, "contradicted" if same_place else "check")
    yield from _conditions_and_orders(own, source, claim, place, pairs)


def denies_otherwise(claim: AnalyzedText, place: Stretch) -> bool:
    """Tell whether one of a claim and its source denies what the other says."""
    own, source = read_senses(claim.text, claim.analyzer), read_senses(place.text, claim.analyzer)
    return any(one.sense.kind in DENIALS for one in differences(own, source, _pairs(place, source)))


def senses_across(claim: AnalyzedText, best: AnalyzedText) -> Iterator[Finding]:
    """Yield a finding for each sense that a claim changes, where its source is in another language.

    Translations differ freely, so that all of it is only to be checked.
    """
    own, source = read_senses(claim.text, claim.analyzer), read_senses(best.text, claim.analyzer)
    found = [
        one
        for one in differences(own, source, across=True)
        if _shows_across(one, own, source, claim, best)
    ]
    outright = (
        one
        for one in changed_outright(own, source)
        if one.sense.kind != "not" or not (best if one.added else claim).facts.negations
    )
    for difference in found or islice(outright, 1):
        yield _told(difference, claim, best, "check")
    for one in oppositions(own, source):
        yield _opposed(one, claim, best, "check")
    yield from _conditions_and_orders(own, source, claim, best, across=True)


def _shows_across(
    difference: SenseDifference,
    own: Reading,
    source: Reading,
    claim: AnalyzedText,
    best: AnalyzedText,
) -> bool:
    """Tell whether a difference means anything in a translation.

    Arabic says with غير and لا what English says with un- and non-, and a claim may be less certain
    than its source.
    """
    kind = difference.sense.kind
    if kind in UNCERTAIN:
        if difference.added or is_stopped(source, difference.sense):
            return False
        return tells_past(own, source, difference.sense)
    if kind in ("not", "without"):
        return not (best if difference.added else claim).facts.negations
    return kind in DENIALS and kind != "un"


def _conditions_and_orders(
    own: Reading,
    source: Reading,
    claim: AnalyzedText,
    place: Stretch | AnalyzedText,
    pairs: Mapping[int, int] | None = None,
    *,
    across: bool = False,
) -> Iterator[Finding]:
    share = MAIN_CLAUSE_ACROSS if across else MAIN_CLAUSE
    copied = is_long_copy(own, source, pairs)
    loose = () if copied else conditions_dropped(own, source, share=share)
    turned = () if copied or pairs else conditions_turned(own, source, across=across)
    hedges = () if copied else hedges_dropped(own, source, across=across)
    for sense in (*loose, *turned, *hedges):
        yield Finding("check", "less_certain", {"other": _phrase(place.text, sense)})
    for one, given in changed_orders(own, source, pairs, across=across):
        values = {
            "what": written(claim.text, one.start, one.end + 2),
            "other": written(place.text, given.start, given.end + 2),
        }
        yield Finding("check", "order", values)


def _takes_its_place(one: Opposition, pairs: Mapping[int, int]) -> bool:
    """Tell whether a word of a near-copy stands beside the same word as its opposite does."""
    before = pairs.get(one.claim.start - 1, -1) == one.source.start - 1 >= 0
    return before or pairs.get(one.claim.end, -1) == one.source.end


def _pairs(place: Stretch, source: Reading) -> Mapping[int, int] | None:
    """Return which word of the source each word of a near-copy is; None for free wording."""
    if not place.near or len(source.words) != len(place.tokens):
        return None
    return dict(place.alignment.pairs)


def _is_clear(difference: SenseDifference) -> bool:
    kind = difference.sense.kind
    return kind in DENIALS or (not difference.added and kind in _CLEARLY_WEAKER)


def _told(
    difference: SenseDifference, claim: AnalyzedText, place: Stretch | AnalyzedText, status: Status
) -> Finding:
    """Return the finding of a sense that is left out or added."""
    if difference.added:
        return Finding(status, "sense_added", {"what": _phrase(claim.text, difference.sense)})
    values = {"other": _phrase(place.text, difference.sense)}
    uncertain = difference.sense.kind in UNCERTAIN
    return Finding(status, "less_certain" if uncertain else "sense_dropped", values)


def _phrase(text: str, sense: Sense) -> str:
    """Return a word that changes the sense, up to the first word that it governs."""
    head = sense.governed[0] if sense.governed else sense.start
    first, last = min(sense.start, head), max(sense.end, head + 1)
    return written(text, first, min(last, first + _MOST_WORDS))


def _opposed(
    one: Opposition, claim: AnalyzedText, place: Stretch | AnalyzedText, status: Status
) -> Finding:
    values = {
        "what": written(claim.text, one.claim.start, one.claim.end),
        "other": written(place.text, one.source.start, one.source.end),
    }
    return Finding(status, "swapped", values)


def denies(text: AnalyzedText) -> bool:
    """Tell whether a text says in any words that something did not happen, and not the reverse."""
    reading = read_senses(text.text, text.analyzer)
    return not (reading.kinds().isdisjoint(DENIALS) or any(one.outer for one in reading.senses))
