"""Tells what a source says otherwise from what it does not say at all.

A figure, date or quotation of a claim that its source lacks is contradicted only where the source
gives the same thing another value: another figure with the same unit or counted noun, another day,
or the same quotation in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, product

from rag.grounding.alignment import Stretch, longest_common
from rag.grounding.analyzed_text import (
    AnalyzedText,
    SourceText,
    analyze_text,
    as_written,
    dates_of,
    facts_at,
    is_day,
    is_figure,
    lost_facts,
)
from rag.grounding.day_comparison import told_loosely
from rag.grounding.tuning import ABOUT, COUNTED_AFTER, COUNTED_BEFORE, SAME_QUOTATION, SURELY
from rag.messages.reasons import Finding
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem
from rag.text.facts import Fact, limited_otherwise, sort_of

# A currency is a unit, however it is written.
_CURRENCIES = str.maketrans({"$": " dollar ", "€": " euro ", "£": " pound ", "¥": " yen "})
_NEAR = 150  # characters; they hold the words that limit or count, and a clause may be long
_CLAUSE_END = re.compile(r"[.;؛:!?؟](?=\s|\Z)|\n")


class OtherValues:
    """Finds the values that a source gives where a claim gives others."""

    def __init__(
        self,
        claim: AnalyzedText,
        source: SourceText,
        stretch: AnalyzedText,
        aligned: Stretch | None = None,
    ) -> None:
        """Take a claim, its source, and the stretch that it is compared with.

        `aligned` is the stretch with its alignment, where there is one.
        """
        self._claim = claim
        self._source = source
        self._stretch = stretch
        self._exchanged = dict(_exchanges(claim, aligned)) if aligned is not None else {}
        self._stated = frozenset[str]().union(*(one.readings for one in claim.facts.facts))
        self._counted = dict[str, int]()
        self._content = [
            (stem, token)
            for stem, token in zip(claim.stems, claim.tokens, strict=True)
            if stem and not is_figure(token)
        ]

    def here(self, fact: Fact) -> str | None:
        """Return what the stretch gives in place of a fact of the claim, as it is written there.

        Returns None where it gives nothing in its place.
        """
        if exchanged := self._exchanged.get(fact.key):
            return _as_written(exchanged, self._stretch)
        return self._given(fact, self._stretch)

    def anywhere(self, fact: Fact) -> str | None:
        """Return what the stretch, or another sentence that is as similar, gives in its place."""
        if limited := limited_otherwise(fact, self._source.facts):
            return as_written(limited, self._source.facts)
        if given := self.here(fact):
            return given
        most = self._shared_content(self._stretch)
        alike = (one for one in self._source.sentences if self._shared_content(one) >= max(most, 1))
        return next((given for one in alike if (given := self._given(fact, one))), None)

    def _shared_content(self, sentence: AnalyzedText) -> int:
        """Return how many of the claim's content words, figures left out, a sentence has."""
        if sentence.text not in self._counted:
            count = sum(sentence.mentions(stem, token) for stem, token in self._content)
            self._counted[sentence.text] = count
        return self._counted[sentence.text]

    def _given(self, fact: Fact, sentence: AnalyzedText) -> str | None:
        """Return what a sentence that is about the same thing gives in place of a fact."""
        dates = dates_of(sentence.facts)
        day = is_day(fact, dates_of(self._claim.facts))
        others = [
            other
            for other in sentence.facts.facts
            if other.strict
            and sort_of(other) == sort_of(fact)
            and (fact.named or not other.named)
            and other.readings.isdisjoint(self._stated)
            and is_day(other, dates) == day
        ]
        if not others or self._shared_content(sentence) < ABOUT * len(self._content):
            return None
        other = self._same_thing(fact, others, sentence)
        return _as_written(other, sentence) if other else None

    def _same_thing(
        self, fact: Fact, others: Sequence[Fact], sentence: AnalyzedText
    ) -> Fact | None:
        """Return which of the other facts is about what the claim's fact is about.

        A number needs the same unit or counted noun, and what stands directly beside it (killed
        five) has to be in the sentence, unless the two share more than a word. Of years, dates and
        percentages there may be only one.
        """
        counted = _around(self._claim, fact)
        shared = {other: _shared(counted, _around(sentence, other)) for other in others}
        most = max(shared.values())
        best = [other for other in others if shared[other] == most]
        if most < SURELY and not self._has_adjacent(fact, sentence):
            return None
        alone = len({other.key for other in best}) == 1
        return best[0] if alone and (most or sort_of(fact) != "number") else None

    def _has_adjacent(self, fact: Fact, sentence: AnalyzedText) -> bool:
        """Tell whether a sentence has the words directly before and behind a fact of the claim."""
        return all(sentence.mentions(stem, token) for stem, token in self._adjacent(fact))

    def _adjacent(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Yield the content words (stem, token) that stand directly before and behind a fact."""
        before, behind = _clause(self._claim.text, fact)
        for text, at in ((before, -1), (behind, 0)):
            side = analyze_text(text, self._claim.analyzer)
            if side.stems and side.stems[at] and not is_figure(side.tokens[at]):
                yield side.stems[at], side.tokens[at]


def _as_written(fact: Fact, sentence: AnalyzedText) -> str:
    """Return a fact as a sentence writes it."""
    same = [one for one in sentence.facts.facts if one.key == fact.key] or [fact]
    return as_written(same[0], sentence.facts)


def absent_facts(claim: AnalyzedText, source: SourceText, others: OtherValues) -> Iterator[Finding]:
    """Yield a finding for each fact of the claim that the source states nowhere."""
    loosely = told_loosely(claim, source)
    for fact in lost_facts(claim, source):
        if fact in loosely:
            continue
        what = as_written(fact, claim.facts)
        if fact.kind == "quotation":
            differs = _quoted_otherwise(fact, source)
            yield Finding("contradicted" if differs else "unsupported", "misquoted", {"what": what})
        elif _is_pair(fact, what):
            yield Finding("check", "missing", {"what": what})
        elif other := others.anywhere(fact):
            values = {"what": what, "other": other}
            yield Finding("contradicted", "missing_instead", values)
        else:
            yield Finding("unsupported", "missing", {"what": what})


def _is_pair(fact: Fact, written: str) -> bool:
    """Tell whether a fact is the word two, because a source may name two things one by one."""
    return fact.kind == "number" and fact.key == "2" and not any(map(str.isdigit, written))


def _quoted_otherwise(quotation: Fact, source: SourceText) -> bool:
    """Tell whether a sentence of the source has most words of a quotation in the same order."""
    quoted = quotation.key.split()
    return any(
        longest_common(quoted, words(one.text)).closeness >= SAME_QUOTATION
        for one in source.sentences
    )


def _exchanges(claim: AnalyzedText, aligned: Stretch) -> Iterator[tuple[str, Fact]]:
    """Yield the key of each fact that a near-copy puts in the place of another, and the other."""
    for slot in aligned.alignment.slots() if aligned.near else ():
        own = facts_at(claim.facts, claim.tokens, slot.start, slot.end)
        given = facts_at(aligned.facts, aligned.tokens, slot.source_start, slot.source_end)
        for fact, other in product(own, given):
            if sort_of(other) == sort_of(fact) and other.readings.isdisjoint(fact.readings):
                yield fact.key, other


def _around(reading: AnalyzedText, fact: Fact) -> tuple[frozenset[str], ...]:
    """Return the words around a fact, each as its stem and keys: its unit, and what is counted."""
    before, behind = _clause(reading.text, fact)
    near = (
        f"{' '.join(before.split()[-COUNTED_BEFORE:])} {' '.join(behind.split()[:COUNTED_AFTER])}"
    )
    return tuple(
        frozenset({content_stem(word), *chain.from_iterable(reading.analyzer.key_units(word))})
        for word in dict.fromkeys(words(near))
        if content_stem(word) and not is_figure(word)
    )


def _shared(own: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> int:
    """Return how many of the words are among the others, by their stem or a key."""
    held = frozenset[str]().union(*other)
    return sum(not word.isdisjoint(held) for word in own)


def _clause(text: str, fact: Fact) -> tuple[str, str]:
    """Return the text shortly before and behind a fact in its clause, with currencies as words."""
    before = text[max(fact.start - _NEAR, 0) : fact.start]
    behind = text[fact.end : fact.end + _NEAR]
    unit = " ".join(mark for mark in text[fact.start : fact.end] if ord(mark) in _CURRENCIES)
    before = f"{_CLAUSE_END.split(before)[-1]}{unit}"
    return before.translate(_CURRENCIES), _CLAUSE_END.split(behind)[0].translate(_CURRENCIES)
