"""Finds names that the source does not have, and words that replace others of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.grounding.alignment import Slot, Stretch
from rag.grounding.analyzed_text import (
    AnalyzedText,
    SourceText,
    facts_at,
    is_count,
    is_figure,
    written,
)
from rag.grounding.day_comparison import same_day, undated
from rag.grounding.names.rivals import mean_the_same
from rag.grounding.tuning import HEADLINE, WIDEST_EXCHANGE
from rag.messages.reasons import Finding
from rag.records import Status
from rag.text.analysis.abbreviations import are_same, is_named_by
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import word
from rag.text.crosslingual.glossary import Glossary
from rag.text.facts import Fact, Facts, missing


def missing_names(claim: AnalyzedText, source: SourceText, *, near: bool) -> list[range]:
    """Return where the claim names what the source does not mention; neighbouring words are joined.

    English names are recognised by their capitals. Arabic names are recognised in near-copies only,
    as words that no dictionary knows.
    """
    headline = _is_headline(claim)

    def is_missing(at: int) -> bool:
        if source.mentions(claim.stems[at], claim.tokens[at]):
            return False
        if is_arabic(claim.words[at]):
            rare = near and not is_count(claim.tokens[at])
            return rare and _is_rare(claim.stems[at], claim.analyzer.glossary)
        return not headline and _is_name(claim, at) and not is_named_by(claim.words[at], given)

    given = [word for one in (*source.sentences, source.context) for word in one.words]
    runs = [(gone, list(run)) for gone, run in groupby(range(len(claim.words)), key=is_missing)]
    return [range(run[0], run[-1] + 1) for gone, run in runs if gone]


def names_and_swaps(
    claim: AnalyzedText, source: SourceText, place: Stretch, *, near: bool
) -> Iterator[Finding]:
    """Yield a finding for each name that the source does not mention.

    In a near-copy, also yield a finding for each word that stands in the place of a word of another
    meaning.
    """
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
    claim: AnalyzedText, source: SourceText, place: Stretch, slot: Slot, gone: list[range]
) -> Status | None:
    """Return the status of a slot in which the claim has other words; None for no harm."""
    given = range(slot.source_start, slot.source_end)
    if not (0 < slot.end - slot.start <= WIDEST_EXCHANGE and 0 < len(given) <= WIDEST_EXCHANGE):
        return None
    if same_day(claim, place, slot):
        return None
    if figures := _figures_differ(claim, place, slot):
        return figures
    own = claim.words[slot.start : slot.end]
    if mean_the_same(claim.text, range(slot.start, slot.end), place.text, given):
        return None
    if are_same(own, [word(token) for token in place.tokens[given.start : given.stop]]):
        return None
    named = any(slot.start <= run.start < slot.end for run in gone)
    if named and any(place.tokens[at][0].isupper() and place.stems[at] for at in given):
        return "contradicted"
    if _words_differ(claim, source, place, slot) or _names_differ(claim, place, slot):
        return "check"
    return None


def _names_differ(claim: AnalyzedText, place: Stretch, slot: Slot) -> bool:
    """Tell whether English names stand in the place of others: Novak Djokovic for Rafael Nadal.

    They may be names of the source too, in another place.
    """
    own = [at for at in range(slot.start, slot.end) if claim.stems[at]]
    given = [at for at in range(slot.source_start, slot.source_end) if place.stems[at]]
    if not own or not given or _is_headline(claim):
        return False
    named = all(_is_name(claim, at) for at in own)
    return (
        named
        and all(place.tokens[at][0].isupper() for at in given)
        and not any(claim.mentions(place.stems[at], place.tokens[at]) for at in given)
    )


def _figures_differ(claim: AnalyzedText, place: Stretch, slot: Slot) -> Status | None:
    """Return the status of a slot in which a figure or a month replaces another; None for none.

    Only figures that no other finding covers count: those that the stretch states in another place,
    and words that may be no month (May). Figures that passed as rounded are to be checked.
    """
    own = facts_at(claim.facts, claim.tokens, slot.start, slot.end)
    given = facts_at(place.facts, place.tokens, slot.source_start, slot.source_end)
    different = _different(undated(own, place.facts), given, claim, place)
    if any(not fact.strict or _stated(fact, place.facts.facts) for fact in different):
        return "contradicted"
    return "check" if different and not missing(claim.facts, place.facts) else None


def _different(
    own: Sequence[Fact], given: Sequence[Fact], claim: AnalyzedText, place: Stretch
) -> list[Fact]:
    """Return the facts that are not given, where another fact of their kind is given instead.

    A limit that what is given keeps is no other fact: more than 60,000 for 60,643.
    """
    replaced = {other.kind for other in given if not _stated(other, own)}
    different = [fact for fact in own if fact.kind in replaced and not _stated(fact, given)]
    beside = Facts(place.facts.text, tuple(given))
    limits = {other.bound.kind if other.bound else None for other in given}
    return [
        fact
        for fact in different
        if fact.bound is None
        or fact.bound.kind in limits
        or missing(Facts(claim.facts.text, (fact,)), beside)
    ]


def _stated(fact: Fact, among: Sequence[Fact]) -> bool:
    """Tell whether a fact is among others."""
    return any(not fact.readings.isdisjoint(other.readings) for other in among)


def _words_differ(claim: AnalyzedText, source: SourceText, place: Stretch, slot: Slot) -> bool:
    """Tell whether one word replaces a word of another meaning, or a name another name.

    A word that the source has anywhere is no such replacement.
    """
    own = [at for at in range(slot.start, slot.end) if claim.stems[at]]
    given = [at for at in range(slot.source_start, slot.source_end) if place.stems[at]]
    if len(own) != 1 or len(given) != 1 or is_figure(claim.tokens[own[0]]):
        return False
    return _replaces(claim, own[0], source, place, given[0])


def _replaces(claim: AnalyzedText, at: int, source: SourceText, place: Stretch, given: int) -> bool:
    """Tell whether the word of the claim at `at` changes the meaning of that at `given`."""
    stem, other = claim.stems[at], place.stems[given]
    glossary = claim.analyzer.glossary
    if not set(glossary.of(stem)).isdisjoint(glossary.of(other)):
        return False
    capitals = _is_name(claim, at) and place.tokens[given][0].isupper()
    names = capitals or (_is_rare(stem, glossary) and _is_rare(other, glossary))
    return names or not source.mentions(stem, claim.tokens[at])


def _is_name(claim: AnalyzedText, at: int) -> bool:
    """Tell whether an English word is a name, with a capital not only due to its place."""
    if not claim.stems[at] or not claim.tokens[at][0].isupper() or is_figure(claim.tokens[at]):
        return False
    if len(claim.words[at]) == 1:  # an initial
        return False
    return at > 0 or _is_rare(claim.stems[at], claim.analyzer.glossary)


def _is_rare(stem: str, glossary: Glossary) -> bool:
    """Tell whether a stem is neither a number nor a word of the glossary."""
    return bool(stem) and not stem[0].isdigit() and not glossary.knows(stem)


def _is_headline(claim: AnalyzedText) -> bool:
    """Tell whether most content words have capitals, so that capitals do not mark names."""
    content = [token for token, stem in zip(claim.tokens, claim.stems, strict=True) if stem]
    return sum(token[0].isupper() for token in content) > HEADLINE * len(content)
