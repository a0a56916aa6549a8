"""Aligns the words of a claim with a source, and finds the sentences that are nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.grounding.analyzed_text import AnalyzedText, SourceText, stretches
from rag.grounding.tuning import (
    FEWEST_WORDS,
    FURTHER_SENTENCE,
    FURTHER_SENTENCE_SHARE,
    NEAR_COPY,
    WHOLE_CLAIM,
)
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.facts import Facts, facts
from rag.text.facts.calendar_days import with_told_days


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where two texts differ between words that they share.

    The words `[start:end]` of the claim stand where the source has `[source_start:source_end]`; one
    of the two may be empty.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The longest common subsequence of a claim and a source, of `size` and `source_size` words.

    `pairs` are (place in the claim, place in the source).
    """

    pairs: tuple[tuple[int, int], ...]
    size: int
    source_size: int

    @property
    def closeness(self) -> float:
        """Return the share of the claim's words that are in the source in the same order."""
        return len(self.pairs) / self.size if self.size else 0.0

    def slots(self) -> Iterator[Slot]:
        """Yield the places where the texts differ, in order, from before to behind all shared
        words."""
        at = source_at = 0
        for place, source_place in (*self.pairs, (self.size, self.source_size)):
            if place > at or source_place > source_at:
                yield Slot(at, place, source_at, source_place)
            at, source_at = place + 1, source_place + 1


def longest_common(claim: Sequence[str], source: Sequence[str]) -> Alignment:
    """Align two lists of words by their longest common subsequence.

    Hyyrö's bit-parallel algorithm (2004) is used: a bit of a row is 0 where the length grows.
    """
    rows = list(_rows(claim, word_positions(source), len(source)))
    pairs = []
    row, column = len(claim), len(source)
    while row and column:
        bit = 1 << (column - 1)
        if rows[row - 1] & bit:
            column -= 1
            continue
        row -= 1
        if row == 0 or rows[row - 1] & bit:
            column -= 1
            pairs.append((row, column))
    return Alignment(tuple(reversed(pairs)), len(claim), len(source))


def common_length(claim: Mapping[str, int], size: int, source: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of a claim and `source`.

    The claim, of `size` words, is given by its `word_positions`. This is fast for a short source
    and a long claim.
    """
    last = (1 << size) - 1
    for row in _rows(source, claim, size):
        last = row
    return size - last.bit_count()


def word_positions(words: Sequence[str]) -> dict[str, int]:
    """Return the places of each word, as the bits of a number."""
    found: dict[str, int] = {}
    for at, word in enumerate(words):
        found[word] = found.get(word, 0) | 1 << at
    return found


def _rows(words: Sequence[str], others: Mapping[str, int], size: int) -> Iterator[int]:
    """Yield the rows of the bit-parallel algorithm, one for each of `words`."""
    whole = row = (1 << size) - 1
    for word in words:
        held = row & others.get(word, 0)
        row = ((row + held) | (row - held)) & whole
        yield row


@dataclass(frozen=True, slots=True)
class Stretch:
    """The sentences of a source that share most with a claim, and their alignment with it."""

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    facts: Facts
    alignment: Alignment
    published: date | None = None

    @property
    def near(self) -> bool:
        """Tell whether the claim is a near-copy of the stretch."""
        return self.alignment.size >= FEWEST_WORDS and self.alignment.closeness >= NEAR_COPY

    @property
    def facing(self) -> range:
        """Return the places of the stretch's words that the claim is about.

        These are all words. For a near-copy they are those from its first shared word, if that
        begins the claim, to its last shared word, if that ends the claim.
        """
        pairs = self.alignment.pairs
        if not self.near:
            return range(len(self.tokens))
        starts_alike, ends_alike = pairs[0][0] == 0, pairs[-1][0] == self.alignment.size - 1
        return range(
            pairs[0][1] if starts_alike else 0,
            pairs[-1][1] + 1 if ends_alike else len(self.tokens),
        )


def find_place(claim: AnalyzedText, source: SourceText) -> Stretch:
    """Return the stretch that fits the claim best.

    A stretch is one sentence, or as many sentences as the claim has, or one more.
    """
    own = _line(claim)
    count = max(len(split_sentences(claim.text)), 1)
    runs = stretches(source.sentences, sorted({1, count, count + 1}))
    fit = _RunFit(own, claim.stems)
    run = max(runs, key=fit.of)
    return Stretch(
        text=" ".join(one.text for one in run),
        tokens=tuple(token for one in run for token in one.tokens),
        stems=tuple(stem for one in run for stem in one.stems),
        facts=_facts_of(run),
        alignment=longest_common(own, [word for one in run for word in _line(one)]),
        published=run[0].published,
    )


def _facts_of(run: Sequence[AnalyzedText]) -> Facts:
    """Return the facts of neighbouring sentences, those of their relative days among them."""
    if len(run) == 1:
        return run[0].facts
    return with_told_days(facts(" ".join(one.text for one in run)), run[0].published)


class _RunFit:
    """Scores how well a claim, given by its words and its stems, fits a run of sentences."""

    def __init__(self, line: Sequence[str], stems: Sequence[str]) -> None:
        self._size = len(line)
        self._places = word_positions(line)
        self._whole = f" {' '.join(line)} "
        self._content = frozenset(filter(None, stems))

    def of(self, run: Sequence[AnalyzedText]) -> float:
        """Return the number of shared words plus the number of shared content words.

        Another sentence always shares a few words, so each further sentence costs as many, unless
        the whole claim stands in the run.
        """
        line = [word for one in run for word in _line(one)]
        content = self._content.intersection(stem for one in run for stem in one.stems)
        fit = common_length(self._places, self._size, line) + len(content)
        if self._size <= len(line) and self._whole in f" {' '.join(line)} ":
            return WHOLE_CLAIM * fit - len(run)
        return fit - max(FURTHER_SENTENCE, FURTHER_SENTENCE_SHARE * self._size) * (len(run) - 1)


def _line(reading: AnalyzedText) -> list[str]:
    """Return the words of a text as they are aligned: all inflected forms of a word are equal."""
    return [stem or word for stem, word in zip(reading.stems, reading.words, strict=True)]
