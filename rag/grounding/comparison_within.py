"""Compares a claim with a source in the same language, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from rag.grounding.alignment import Stretch, find_place
from rag.grounding.analyzed_text import (
    AnalyzedText,
    SourceText,
    analyze_text,
    is_figure,
    lost_facts,
)
from rag.grounding.day_comparison import days_within, on_same_matter
from rag.grounding.names.cut_subjects import cut_subjects
from rag.grounding.names.name_order import turned_round
from rag.grounding.names.names_within import other_names
from rag.grounding.names.rivals import ranks, rivals
from rag.grounding.names.role_links import roles_of_others
from rag.grounding.other_values import OtherValues, absent_facts
from rag.grounding.sense_check import denies_otherwise, senses_within
from rag.grounding.substitutions import names_and_swaps
from rag.grounding.tuning import BESIDE, COPY, LEAST_SCORE, LITTLE, PARTLY, SHORT
from rag.grounding.unit_comparison import compare_units
from rag.messages.reasons import Finding, ReasonKey
from rag.text.analyzer import content_stems
from rag.text.facts import Fact, missing, negations

_UN = re.compile(r"[وف]?[بلك]?(?:ال)?غير")


def compare_within(
    claim: AnalyzedText,
    source: SourceText,
    *,
    rarity: Callable[[str], float],
    copied: bool,
    least: float = LEAST_SCORE,
) -> tuple[list[Finding], float]:
    """Return what is wrong with a claim, and how well (0 to 1) the source supports it.

    The source contradicts a fact only where it states another value of the same thing. A claim with
    a score below `least` is one to check, unless it has a figure, a date or a quotation: those are
    borne out where there are no findings, and tell more than the order of the words.
    """
    place = find_place(claim, source)
    near = place.near or copied
    recall = _recall(claim, source, rarity)
    best = analyze_text(place.text, claim.analyzer)
    others = OtherValues(claim, source, best, place)
    found = [*absent_facts(claim, source, others)]
    found += _astray(claim, source, place, others, near=near)
    found += [*_denials(claim, place, near=near), *senses_within(claim, place)]
    found += names_and_swaps(claim, source, place, near=near)
    about = near or on_same_matter(claim, place)
    found += days_within(claim, source, place, near=near)
    found += compare_units(claim, source, place.facts, sure=about)
    found += [*other_names(claim, source, best), *rivals(claim, source, best)]
    found += ranks(claim, source, best)
    found += [*turned_round(claim, best), *cut_subjects(claim, best)]
    found += roles_of_others(claim, source)
    if copied and place.alignment.closeness < COPY:
        found.append(Finding("unsupported", "not_copied"))
    if recall < PARTLY:
        little = recall < LITTLE
        found.append(Finding("unsupported", "little") if little else Finding("check", "partly"))
    score = (recall + place.alignment.closeness) / 2
    if not found and score < least and not any(fact.strict for fact in claim.facts.facts):
        found.append(Finding("check", "partly" if recall < 1 else "scattered"))
    return found, score


def _recall(claim: AnalyzedText, source: SourceText, rarity: Callable[[str], float]) -> float:
    """Return the weighted share of the claim's content words, or synonyms, that the source has.

    Facts are left out, because they are checked by themselves: a claim of nothing else gives 1. In
    a claim without content words all words are compared.
    """
    content = {
        stem: token
        for stem, token in zip(claim.stems, claim.tokens, strict=True)
        if stem and not is_figure(token)
    }
    if not content:
        return 1.0 if claim.facts.facts else _share_of_words(claim, source)
    worth = _worth(content, rarity)
    covered = sum(worth[stem] for stem, token in content.items() if source.mentions(stem, token))
    return covered / sum(worth.values())


def _worth(stems: Collection[str], rarity: Callable[[str], float]) -> dict[str, float]:
    """Return the weight of each content word, from 1 to 2 for the rarest.

    A word that is nowhere in a small library would outweigh all others: it counts double.
    """
    rare = {stem: rarity(stem) for stem in stems}
    most = max(rare.values()) or 1.0
    return {stem: 1 + rare[stem] / most for stem in stems}


def _share_of_words(claim: AnalyzedText, source: SourceText) -> float:
    """Return the share of the claim's words, common ones included, that the source has."""
    held = {word for one in source.sentences for word in one.words}
    return sum(word in held for word in claim.words) / len(claim.words)


def _astray(
    claim: AnalyzedText, source: SourceText, place: Stretch, others: OtherValues, *, near: bool
) -> Iterator[Finding]:
    """Yield a finding for each fact that is in the source, but not in the best stretch."""
    for fact in _elsewhere(claim, source, place):
        if not near and _at_home(fact, claim, source):
            continue
        what = claim.text[fact.start : fact.end]
        if other := others.here(fact):
            values = {"what": what, "other": other}
            yield Finding("contradicted" if near else "check", "elsewhere_instead", values)
        else:
            yield Finding("unsupported" if near else "check", "elsewhere", {"what": what})


def _elsewhere(claim: AnalyzedText, source: SourceText, place: Stretch) -> Iterator[Fact]:
    """Yield the facts that the best stretch lacks, without quotations and those lost altogether.

    What the context of the source states, such as its date, is nowhere else.
    """
    lost = {at for one in lost_facts(claim, source) for at in range(one.start, one.end)}
    for fact in missing(claim.facts, place.facts):
        in_source = lost.isdisjoint(range(fact.start, fact.end))
        if in_source and fact.kind != "quotation" and missing_in(fact, source.context):
            yield fact


def missing_in(fact: Fact, reading: AnalyzedText) -> bool:
    """Tell whether a text does not state a fact."""
    return not any(fact.readings & other.readings for other in reading.facts.facts)


def _at_home(fact: Fact, claim: AnalyzedText, source: SourceText) -> bool:
    """Tell whether a sentence that states the fact is about what the claim says around the fact."""
    before = claim.text[max(fact.start - BESIDE, 0) : fact.start]
    after = claim.text[fact.end : fact.end + BESIDE]
    around = {*content_stems(before)[-2:], *content_stems(after)[:2]}
    return any(
        2 * len(around & set(one.stems)) >= len(around)
        for one in source.sentences
        if not missing_in(fact, one)
    )


def _denials(claim: AnalyzedText, place: Stretch, *, near: bool) -> Iterator[Finding]:
    """Yield a finding where only one of the two texts denies what both say."""
    change = _change(claim, place) if near else 0
    if change:
        key: ReasonKey = "negation_added" if change > 0 else "negation_dropped"
        # A word of denial may be undone by others: not until, لم … سوى.
        yield Finding("contradicted" if denies_otherwise(claim, place) else "check", key)
    elif claim.facts.negations and not place.facts.negations:
        yield Finding("check", "negation_added")
    elif place.facts.negations and not claim.facts.negations and _denied(claim, place):
        yield Finding("check", "negation_dropped")


def _change(claim: AnalyzedText, place: Stretch) -> int:
    """Return how many negations more (or, below 0, fewer) the claim has than its stretch.

    Only the places where the two differ between shared words are counted.
    """
    change = 0
    for slot in place.alignment.slots():
        own = _negations(claim.tokens[slot.start : slot.end]) if slot.end < len(claim.tokens) else 0
        given = place.tokens[slot.source_start : slot.source_end]
        if slot.source_end == len(place.tokens) or len(given) > SHORT:
            denied = min(_negations(given), own)
        else:
            left_out = given if slot.source_start else given[-1:]
            denied = _negations(left_out)
            denied -= _adjectives(left_out) if slot.start == slot.end else 0
        change += own - denied
    return change


def _adjectives(tokens: tuple[str, ...]) -> int:
    """Return how many adjectives with غير are among the words: غير الشرعيين.

    One that is left out with its غير denies nothing of what is left.
    """
    return sum(_UN.fullmatch(token) is not None for token in tokens[:-1])


def _negations(tokens: tuple[str, ...]) -> int:
    return negations(" ".join(tokens)) if tokens else 0


def _denied(claim: AnalyzedText, place: Stretch) -> bool:
    """Tell whether the claim repeats a word that the stretch denies, and leaves the denial out."""
    kept = {at for _, at in place.alignment.pairs} if place.near else set()
    denials = (
        at
        for at in place.facing
        if at not in kept and not place.stems[at] and _negations((place.tokens[at],))
    )
    return any(_repeats_what_follows(claim, place, at) for at in denials)


def _repeats_what_follows(claim: AnalyzedText, place: Stretch, denial: int) -> bool:
    """Tell whether the claim has the content word that stands shortly behind a denial."""
    following = range(denial + 1, min(denial + 2 + SHORT, len(place.tokens)))
    denied = next((at for at in following if place.stems[at]), None)
    return denied is not None and claim.mentions(place.stems[denied], place.tokens[denied])
