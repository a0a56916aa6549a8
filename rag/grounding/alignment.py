"""Lays the words of a claim on those of a stretch of a passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


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
