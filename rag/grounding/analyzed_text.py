"""Analyses claims and passages once for everything that is checked of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate

from rag.protocols import Analysis
from rag.records import Language
from rag.text.analysis.abbreviations import long_forms
from rag.text.analysis.folding import fold
from rag.text.analysis.languages import detect_language
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analysis.tokenizer import tokens
from rag.text.analyzer import Analyzer, cased_words, content_stem
from rag.text.facts import Fact, Facts, facts, missing, read_facts
from rag.text.facts.bare_words import is_no_figure
from rag.text.facts.calendar_days import day_words, told_facts, with_told_days
from rag.text.facts.figure_units import currency_words

PublicationDays = tuple[tuple[int, date | None], ...]
"""The days of publication of a passage: of each part the offset of its end, and its day."""

_PIECE = re.compile(r"\S+")
_AROUND = " .,;:!?\"'«»“”‘’()[]،؛؟…-–—"


@dataclass(frozen=True, slots=True)
class AnalyzedText:
    """A text split for comparison.

    `tokens` keep their capitals, `words` are normalised, and `stems` are empty for stopwords; all
    three have the same length. `units` are its units of keys without repetitions, `keys` all keys
    in them, and `facts` its numbers, dates, quotations and negations. A sentence of a source knows
    when it was `published`; its relative days are then facts too.
    """

    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    units: tuple[frozenset[str], ...]
    keys: frozenset[str]
    facts: Facts
    analyzer: Analyzer
    published: date | None = None

    def mentions(self, stem: str, token: str) -> bool:
        """Tell whether the text has a word with this stem, or one that means or names the same."""
        return stem in self.stems or not self.keys.isdisjoint(telling_keys(token, self.analyzer))


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a claim is checked against: a passage, its sentences, and their stems and keys.

    `facts` are those of the passage and of the context. The context states facts and names but has
    no sentences of its own (a title, a day of publication). In `counts` the numbers of days in the
    context are left out: an article of 7 October does not count seven of anything.
    """

    text: str
    language: Language
    sentences: tuple[AnalyzedText, ...]
    stems: frozenset[str]
    keys: frozenset[str]
    facts: Facts
    counts: Facts
    context: AnalyzedText
    analyzer: Analyzer

    def mentions(self, stem: str, token: str) -> bool:
        """Tell whether the text has a word with this stem, or one that means or names the same."""
        return stem in self.stems or not self.keys.isdisjoint(telling_keys(token, self.analyzer))


# Checking, figures and the choice of sentences share what is read here. A story of twenty articles
# has about a thousand sentences, of 6 KB each when analysed.
@lru_cache(maxsize=1 << 11)
def analyze_text(text: str, analyzer: Analyzer) -> AnalyzedText:
    """Analyse a text; a blank one has no words."""
    cased, normal = cased_words(text)
    units = tuple(dict.fromkeys(map(frozenset, analyzer.key_units(text))))
    stated = facts(text)
    stems = list(map(content_stem, long_forms(cased, normal)))
    for at in _limiting_words(stated, len(stems)):
        stems[at] = ""  # more than 50, كحد أقصى: compared as part of the figure
    return AnalyzedText(
        text=text,
        tokens=tuple(cased),
        words=tuple(normal),
        stems=tuple(stems),
        units=units,
        keys=frozenset().union(*units),
        facts=stated,
        analyzer=analyzer,
    )


def _limiting_words(stated: Facts, size: int) -> Iterator[int]:
    """Yield the places of the words that limit numbers or say percent.

    `size` is how many words the text has; where they cannot be found, none is yielded.
    """
    spans = [fact.bound.words for fact in stated.facts if fact.bound and any(fact.bound.words)]
    spans += [(fact.start, fact.end) for fact in stated.facts if fact.kind == "percent"]
    if not spans:
        return
    pieces, ends = _places(stated.text)
    if ends[-1] != size:
        return
    starts = [0, *ends]
    for at, (first, last) in enumerate(pieces):
        if any(start < last and first < end for start, end in spans):
            yield from range(starts[at], ends[at])


# The sentences of a story are compared with one another pair by pair; the bags of one take 2.5 KB.
@lru_cache(maxsize=1 << 11)
def bags_of(text: str, analyzer: Analyzer) -> Analysis:
    """Return the bags of a text as `Analyzer.analyze` does; nobody may change them."""
    return analyzer.analyze(text)


@lru_cache(maxsize=1 << 7)
def analyze_source(
    passage: str, context: str, analyzer: Analyzer, days: PublicationDays = ()
) -> SourceText:
    """Analyse a passage with its context and its days of publication."""
    spans = split_sentences(passage)
    sentences = tuple(
        _dated(analyze_text(passage[start:end], analyzer), _day_of(start, days))
        for start, end in spans
    )
    beside = _dated(analyze_text(context, analyzer), None)
    everything = (*sentences, beside)
    stated = facts(f"{passage}\n\n{context}" if context else passage)
    told = _told(sentences, spans)
    return SourceText(
        text=passage,
        language=detect_language(passage),
        sentences=sentences,
        stems=frozenset(stem for one in everything for stem in one.stems if stem),
        keys=frozenset().union(*(one.keys for one in everything)),
        facts=_with(stated, told),
        counts=_with(
            _without_days(stated, len(passage)), [one for one in told if len(one.key) > 2]
        ),
        context=beside,
        analyzer=analyzer,
    )


def _day_of(start: int, days: PublicationDays) -> date | None:
    """Return the day of publication of the part of a passage that `start` is in."""
    return next((day for end, day in days if start < end), None)


def _dated(one: AnalyzedText, published: date | None) -> AnalyzedText:
    """Return a text with the facts of its relative days, and the keys of its days and signs.

    So "Saturday" and "dollars" stand in a text that has "27 July 2024" and "$40".
    """
    words = f"{day_words(one.facts, published)} {currency_words(one.text)}".strip()
    if published is None and not words:
        return one
    return replace(
        one,
        keys=one.keys.union(*one.analyzer.key_units(words)),
        facts=with_told_days(one.facts, published),
        published=published,
    )


def _told(sentences: Sequence[AnalyzedText], spans: Sequence[tuple[int, int]]) -> list[Fact]:
    """Return the facts of the sentences' relative days, at their places in the passage."""
    return [
        replace(fact, start=start + fact.start, end=start + fact.end)
        for one, (start, _) in zip(sentences, spans, strict=True)
        for fact in told_facts(analyze_text(one.text, one.analyzer).facts, one.published)
    ]


def _with(stated: Facts, told: Sequence[Fact]) -> Facts:
    """Return the facts of a text with others, in their order."""
    every = sorted((*stated.facts, *told), key=lambda fact: (fact.start, fact.end))
    return replace(stated, facts=tuple(every)) if told else stated


def lost_facts(claim: AnalyzedText, source: SourceText) -> tuple[Fact, ...]:
    """Return the facts of the claim that the source states nowhere, in their order."""
    lost = missing(claim.facts, source.facts)
    known, dates = set(lost), dates_of(claim.facts)
    uncounted = [
        fact
        for fact in missing(claim.facts, source.counts)
        if fact.kind == "number" and fact not in known and not is_day(fact, dates)
    ]
    return tuple(sorted((*lost, *uncounted), key=lambda fact: fact.start)) if uncounted else lost


def _without_days(stated: Facts, start: int) -> Facts:
    """Return the facts without, from offset `start` on, the numbers of days and months in dates."""
    dates = dates_of(stated)
    kept = [fact for fact in stated.facts if fact.start < start or not is_day(fact, dates)]
    return replace(stated, facts=tuple(kept))


def dates_of(stated: Facts) -> tuple[Fact, ...]:
    """Return the dates among the facts."""
    return tuple(fact for fact in stated.facts if fact.kind == "date")


def is_day(fact: Fact, dates: Sequence[Fact]) -> bool:
    """Tell whether a number is that of a day or month in one of the dates of the same text."""
    return (
        fact.kind == "number"
        and len(fact.key) <= 2
        and any(one.start <= fact.start < one.end for one in dates)
    )


def written(text: str, start: int, end: int) -> str:
    """Return the words `[start:end]` as the text writes them, without punctuation around them."""
    pieces, ends = _pieces(text)
    first, behind = bisect_right(ends, start), bisect_left(ends, end) + 1
    return " ".join(pieces[first:behind]).strip(_AROUND) if start < end else ""


@lru_cache(maxsize=16)
def _pieces(text: str) -> tuple[list[str], list[int]]:
    """Return the pieces between spaces, and the number of words up to the end of each piece."""
    pieces = text.split()
    return pieces, list(accumulate(map(_count_words, pieces)))


def facts_at(stated: Facts, tokens: Sequence[str], start: int, end: int) -> Sequence[Fact]:
    """Return the facts of a text, given its words, in which the words `[start:end]` take part."""
    pieces, ends = _places(stated.text)
    if start >= end:
        return ()
    if not ends or ends[-1] != len(tokens):  # white space groups the digits of a number
        return facts(" ".join(tokens[start:end])).facts
    first, last = pieces[bisect_right(ends, start)][0], pieces[bisect_left(ends, end)][1]
    return [fact for fact in stated.facts if fact.start < last and first < fact.end]


def as_written(fact: Fact, stated: Facts) -> str:
    """Return a fact as its text has it, with the words that limit it: more than 60,000."""
    start, end = (fact.bound.start, fact.bound.end) if fact.bound else (fact.start, fact.end)
    return stated.text[start:end]


@lru_cache(maxsize=16)
def _places(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return where the pieces between spaces stand, and the number of words up to each end."""
    found = list(_PIECE.finditer(text))
    counts = accumulate(_count_words(piece[0]) for piece in found)
    return [piece.span() for piece in found], list(counts)


@lru_cache(maxsize=1 << 14)
def _count_words(piece: str) -> int:
    return len(tokens(fold(piece)))


@lru_cache(maxsize=1 << 14)
def is_figure(token: str) -> bool:
    """Tell whether a single word is a number or names a month."""
    if is_no_figure(token):
        return False
    return any(fact.kind != "magnitude" for fact in read_facts(token).facts)


@lru_cache(maxsize=1 << 14)
def is_count(token: str) -> bool:
    """Tell whether a single word is surely a number or a scale word, and no name (الأحد)."""
    return any(fact.strict or fact.scaled for fact in read_facts(token).facts)


@lru_cache(maxsize=1 << 14)
def telling_keys(token: str, analyzer: Analyzer) -> frozenset[str]:
    """Return the keys of a single word, without those of the ends of names, which are common."""
    return frozenset(
        key for unit in analyzer.key_units(token) for key in unit if not key.startswith("e:")
    )


def stretches(
    sentences: Sequence[AnalyzedText], sizes: Sequence[int]
) -> list[tuple[AnalyzedText, ...]]:
    """Return every run of neighbouring sentences of the given sizes, short ones first."""
    return [
        tuple(sentences[at : at + size])
        for size in sizes
        for at in range(len(sentences) - size + 1)
    ]
