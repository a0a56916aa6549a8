"""Compares when a claim says that something was with when its source says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from rag.grounding.alignment import Slot, Stretch
from rag.grounding.analyzed_text import AnalyzedText, SourceText, is_figure, lost_facts
from rag.grounding.tuning import SAME_MATTER
from rag.messages.reasons import Finding
from rag.text.facts import Fact, Facts, facts
from rag.text.facts.calendar_days import named_days
from rag.text.facts.day_relations import grain, relation
from rag.text.facts.relative_days import ANY_DAY, ToldDay, may_tell_days, told_days

_WIDEST = 6
"""Words of a slot that may still be one day in place of another: "on the 27th of July, 2024"."""


_SAID = re.compile(
    r"\b(?:said|says|told|reported|announced|added)\s(?:on\s|late\s|early\s)*\Z"
    r"|\b[وف]?(?:قال|قالت|أعلن|أعلنت|أكد|أكدت|أفاد|أفادت|ذكر|ذكرت|صرح)\s(?:\w+\s){0,2}\Z"
)


def days_within(
    claim: AnalyzedText, source: SourceText, place: Stretch, *, near: bool
) -> Iterator[Finding]:
    """Yield the findings on the days of a claim and of its stretch, in the same language."""
    about = near or on_same_matter(claim, place)
    found = list(compare_days(claim, source, place.text, place.published, sure=about))
    yield from found
    if near and not any(one.status == "contradicted" for one in found):
        yield from swapped_days(claim, place)


def on_same_matter(claim: AnalyzedText, place: Stretch) -> bool:
    """Tell whether the stretch has half of the claim's content words, figures left out."""
    words = zip(claim.stems, claim.tokens, strict=True)
    content = {stem for stem, token in words if stem and not is_figure(token)}
    return len(content.intersection(place.stems)) >= SAME_MATTER * len(content)


def compare_days(
    claim: AnalyzedText,
    source: SourceText,
    said: str,
    published: date | None,
    *,
    sure: bool,
) -> Iterator[Finding]:
    """Yield a finding for each day of the claim that `said`, a source's sentences, do not bear out.

    Compared are weekdays and days told from the day of publication, each with calendar dates too.
    Calendar dates on both sides are left to the comparison of facts. `sure` says that the sentences
    are on the same matter, so that their only day stands in place of another in the claim.
    """
    if not (may_tell_days(claim.text) or may_tell_days(said)):
        return
    own, given = days_of(claim.text, published), days_of(said, published)
    if all(one.named and one.weekday is None for one in (*own, *given)):
        return
    taken = [other for other in given if any(relation(one, other) == "agree" for one in own)]
    for one in own:
        finding = _finding(one, claim, given, taken, source, said, published, sure=sure)
        if finding:
            yield finding


def _finding(
    one: ToldDay,
    claim: AnalyzedText,
    given: Sequence[ToldDay],
    taken: Sequence[ToldDay],
    source: SourceText,
    said: str,
    published: date | None,
    *,
    sure: bool,
) -> Finding | None:
    """Return what is wrong with one day of the claim, if anything is."""
    relations = {other: relation(one, other) for other in given}
    if "agree" in relations.values():
        return None
    what = claim.text[one.start : one.end]
    near = [other for other, how in relations.items() if how == "perhaps"]
    if near:
        return Finding("check", "less_exact", {"what": what, "other": _told(near[0], said)})
    against = [
        other
        for other, how in relations.items()
        if how == "differ"
        and other not in taken
        and _comparable(one, other)
        and _told_one(one, other)
    ]
    report = _reported(one, claim.text)
    if report and _elsewhere(one, source):
        return None
    if against:
        reported = report != _reported(against[0], said)
        close = abs(grain(one) - grain(against[0])) <= 1
        alone = len(against) == 1 and sure and close and not reported
        values = {"what": what, "other": _told(against[0], said)}
        return Finding("contradicted" if alone else "check", "swapped", values)
    if one.named or not _telling(one, published) or _elsewhere(one, source):
        return None
    return Finding("check", "missing", {"what": what})


def swapped_days(claim: AnalyzedText, place: Stretch) -> Iterator[Finding]:
    """Yield a finding where one day stands in a near-copy in place of another."""
    published = place.published
    for slot in place.alignment.slots():
        sizes = slot.end - slot.start, slot.source_end - slot.source_start
        if min(sizes) == 0 or max(sizes) > _WIDEST:
            continue
        own = " ".join(claim.tokens[max(slot.start - 1, 0) : slot.end + 1])
        said = " ".join(place.tokens[max(slot.source_start - 1, 0) : slot.source_end + 1])
        if not (may_tell_days(own) or may_tell_days(said)):
            continue
        mine, theirs = days_of(own, published), days_of(said, published)
        pairs = [(one, other) for one in mine for other in theirs if _told_one(one, other)]
        relations = {relation(one, other) for one, other in pairs}
        if relations == {"differ"} and _reported(mine[0], own) == _reported(theirs[0], said):
            one, other = mine[0], theirs[0]
            values = {"what": own[one.start : one.end], "other": _told(other, said)}
            yield Finding("contradicted", "swapped", values)


def same_day(claim: AnalyzedText, place: Stretch, slot: Slot) -> bool:
    """Tell whether a claim and its stretch say the same day in other words in a slot, if no more.

    So do "on 26 July" and "two days ago". A day within a span is no exchange either:
    `compare_days` finds it.
    """
    sides = [
        " ".join(claim.tokens[slot.start : slot.end]),
        " ".join(place.tokens[slot.source_start : slot.source_end]),
    ]
    if not any(map(may_tell_days, sides)):
        return False
    days = [days_of(side, place.published) for side in sides]
    if not any(
        _told_one(one, other) and relation(one, other) in ("agree", "perhaps")
        for one in days[0]
        for other in days[1]
    ):
        return False
    return not any(
        fact.kind in ("number", "percent")
        and not any(one.start <= fact.start < one.end for one in some)
        for side, some in zip(sides, days, strict=True)
        for fact in facts(side).facts
    )


def undated(own: Sequence[Fact], stated: Facts) -> list[Fact]:
    """Return the facts without the dates that a source states, and without their parts.

    A date that stands elsewhere in the sentence, or is told as "yesterday", replaces no figure.
    """
    given = {reading for fact in stated.facts if fact.kind == "date" for reading in fact.readings}
    days = {reading[-6:] for reading in given}
    dates = [
        fact
        for fact in own
        if fact.kind == "date"
        and (fact.readings & given or (fact.key[0] == "-" and fact.key[-6:] in days))
    ]
    return [fact for fact in own if not any(one.start <= fact.start < one.end for one in dates)]


def told_loosely(claim: AnalyzedText, source: SourceText) -> frozenset[Fact]:
    """Return the facts of the claim that the source lacks, and whose day lies in a span it tells.

    So does 12 June in the "last month" of a July. It may be true, and is told apart by
    `compare_days`.
    """
    lost = lost_facts(claim, source)
    spared = set[Fact]()
    for fact in lost:
        for sentence in source.sentences if sentence_days(source) else ():
            told = [one for one in days_of(sentence.text, sentence.published) if not one.named]
            for one in days_of(claim.text, sentence.published):
                inside = one.named and one.start <= fact.start < one.end
                if inside and any(relation(one, other) == "perhaps" for other in told):
                    spared.add(fact)
    return frozenset(spared)


def sentence_days(source: SourceText) -> bool:
    """Tell whether any day of publication of the source is known."""
    return any(one.published for one in source.sentences)


@lru_cache(maxsize=1 << 12)
def days_of(text: str, published: date | None) -> tuple[ToldDay, ...]:
    """Return all days of a text: told ones, and calendar dates that are not part of one of them."""
    stated = facts(text)
    told = told_days(stated, published)
    named = [
        one
        for one in named_days(stated, published)
        if not any(other.start < one.end and one.start < other.end for other in told)
    ]
    return (*told, *named)


def _told_one(one: ToldDay, other: ToldDay) -> bool:
    """Tell whether one of two days is more than a calendar date."""
    return not (one.named and other.named) or (one.weekday, other.weekday) != (None, None)


def _reported(one: ToldDay, said: str) -> bool:
    """Tell whether a day may be that of the report only: the police said on Monday."""
    return _SAID.search(said, max(one.start - 24, 0), one.start) is not None


def _comparable(one: ToldDay, other: ToldDay) -> bool:
    """Tell whether a day may stand for another: no year stands for a day that it is not in."""
    return grain(one) - grain(other) <= 1


def _telling(one: ToldDay, published: date | None) -> bool:
    """Tell whether a day says so much that the source should have it; "today" often means now."""
    if one.weekday is not None:
        return True
    return grain(one) == 0 and one.spans[0][0] != (published or ANY_DAY)


def _elsewhere(one: ToldDay, source: SourceText) -> bool:
    """Tell whether another sentence, the title or the day of publication bears a day out."""
    days = [
        (other, sentence.published)
        for sentence in (*source.sentences, source.context)
        for other in days_of(sentence.text, sentence.published)
    ]
    return any(relation(one, other) in ("agree", "perhaps") for other, _ in days)


def _told(one: ToldDay, said: str) -> str:
    """Return a day as its source writes it, with the date that it stands for."""
    written = said[one.start : one.end]
    if (
        one.named
        or one.anchor != "calendar"
        or len(one.spans) != 1
        or one.spans[0][0] != one.spans[0][1]
    ):
        return written
    return f"{written} ({one.spans[0][0].isoformat()})"
