"""Lays the words of a claim on those of a passage and finds the stretch that it is nearest to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.grounding.taken_apart import SourceText, TakenApart, stretches
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.facts import Facts, facts


@dataclass(frozen=True, slots=True)
class Slot:
    """Where two texts part between words that they share: the words `[start:end]` of the claim
    stand where the passage has `[source_start:source_end]`; one of the two may be empty."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The longest common subsequence of `size` words of a claim and `source_size` of a passage,
    as (place in the claim, place in the passage)."""

    pairs: tuple[tuple[int, int], ...]
    size: int
    source_size: int

    @property
    def closeness(self) -> float:
        """The share of the claim's words that stand in the passage in the same order."""
        return len(self.pairs) / self.size if self.size else 0.0

    def slots(self) -> Iterator[Slot]:
        """Where they part, in order, before the first and behind the last shared word too."""
        at = source_at = 0
        for place, source_place in (*self.pairs, (self.size, self.source_size)):
            if place > at or source_place > source_at:
                yield Slot(at, place, source_at, source_place)
            at, source_at = place + 1, source_place + 1


def lay(claim: Sequence[str], source: Sequence[str]) -> Alignment:
    """The longest common subsequence of two lists of words, by Hyyrö's bit-parallel algorithm
    (2004): a bit of a row is 0 where the length grows."""
    rows = list(_rows(claim, places(source), len(source)))
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


def shared(claim: Mapping[str, int], size: int, source: Sequence[str]) -> int:
    """How many words the longest common subsequence has of `source` and a claim of `size` words,
    given by their `places`; fast for a short source beside a long claim."""
    last = (1 << size) - 1
    for row in _rows(source, claim, size):
        last = row
    return size - last.bit_count()


def places(words: Sequence[str]) -> dict[str, int]:
    """Where each word stands, as the bits of a number."""
    found: dict[str, int] = {}
    for at, word in enumerate(words):
        found[word] = found.get(word, 0) | 1 << at
    return found


def _rows(words: Sequence[str], others: Mapping[str, int], size: int) -> Iterator[int]:
    whole = row = (1 << size) - 1
    for word in words:
        held = row & others.get(word, 0)
        row = ((row + held) | (row - held)) & whole
        yield row


NEAR = 0.7
"""A claim is a near-copy when at least this share of its words stands in a stretch, in order."""

FEWEST = 4
"""A claim of fewer words is no near-copy of anything."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stretch of a source that shares most with a claim, and how the words lie on it."""

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    facts: Facts
    alignment: Alignment

    @property
    def near(self) -> bool:
        """Whether the claim is a near-copy of the stretch."""
        return self.alignment.size >= FEWEST and self.alignment.closeness >= NEAR

    @property
    def facing(self) -> range:
        """The words of the stretch that the claim is about: all, but for a near-copy those before
        its first and behind its last word."""
        pairs = self.alignment.pairs
        if not self.near:
            return range(len(self.tokens))
        starts_alike, ends_alike = pairs[0][0] == 0, pairs[-1][0] == self.alignment.size - 1
        return range(
            pairs[0][1] if starts_alike else 0,
            pairs[-1][1] + 1 if ends_alike else len(self.tokens),
        )


def find_place(claim: TakenApart, source: SourceText) -> Stretch:
    """The best stretch: one sentence, or as many as the claim has, or one more."""
    own = _line(claim)
    count = max(len(split_sentences(claim.text)), 1)
    runs = stretches(source.sentences, sorted({1, count, count + 1}))
    fit = _Fit(own, claim.stems)
    run = max(runs, key=fit.of)
    return Stretch(
        text=" ".join(one.text for one in run),
        tokens=tuple(token for one in run for token in one.tokens),
        stems=tuple(stem for one in run for stem in one.stems),
        facts=run[0].facts if len(run) == 1 else facts(" ".join(one.text for one in run)),
        alignment=lay(own, [word for one in run for word in _line(one)]),
    )


class _Fit:
    """Tells which run of sentences a claim, given by its line and its stems, fits best."""

    def __init__(self, line: Sequence[str], stems: Sequence[str]) -> None:
        self._size = len(line)
        self._places = places(line)
        self._whole = f" {' '.join(line)} "
        self._content = frozenset(filter(None, stems))

    def of(self, run: Sequence[TakenApart]) -> float:
        """How many words, and content words once more, both share. Another sentence always shares
        a few: it costs as many, unless the claim stands in the run as it is."""
        line = [word for one in run for word in _line(one)]
        content = self._content.intersection(stem for one in run for stem in one.stems)
        fit = shared(self._places, self._size, line) + len(content)
        if self._size <= len(line) and self._whole in f" {' '.join(line)} ":
            return 3.0 * fit - len(run)
        return fit - max(5.0, 0.2 * self._size) * (len(run) - 1)


def _line(reading: TakenApart) -> list[str]:
    """The words of a text as they are aligned: inflected forms of one word are the same."""
    return [stem or word for stem, word in zip(reading.stems, reading.words, strict=True)]
