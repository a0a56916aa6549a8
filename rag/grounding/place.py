"""Finds the stretch of a passage that a claim is nearest to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.alignment import Alignment, lay, places, shared
from rag.grounding.reading import Reading, Source, stretches
from rag.text.facts import Facts, facts
from rag.text.sentences import split_sentences

NEAR = 0.7
"""A claim is a near-copy when at least this share of its words stands in a stretch, in order."""

FEWEST = 4
"""A claim of fewer words is no near-copy of anything."""


@dataclass(frozen=True, slots=True)
class Place:
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


def find_place(claim: Reading, source: Source) -> Place:
    """The best stretch: one sentence, or as many as the claim has, or one more."""
    own = _line(claim)
    count = max(len(split_sentences(claim.text)), 1)
    runs = stretches(source.sentences, sorted({1, count, count + 1}))
    fit = _Fit(own, claim.stems)
    run = max(runs, key=fit.of)
    return Place(
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

    def of(self, run: Sequence[Reading]) -> float:
        """How many words, and content words once more, both share. Another sentence always shares
        a few: it costs as many, unless the claim stands in the run as it is."""
        line = [word for one in run for word in _line(one)]
        content = self._content.intersection(stem for one in run for stem in one.stems)
        fit = shared(self._places, self._size, line) + len(content)
        if self._size <= len(line) and self._whole in f" {' '.join(line)} ":
            return 3.0 * fit - len(run)
        return fit - max(5.0, 0.2 * self._size) * (len(run) - 1)


def _line(reading: Reading) -> list[str]:
    """The words of a text as they are aligned: inflected forms of one word are the same."""
    return [stem or word for stem, word in zip(reading.stems, reading.words, strict=True)]
