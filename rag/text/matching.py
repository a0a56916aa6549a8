"""How much of what a question asks about stands in a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.text.analysis import analyze, content_stem, grams, key_units
from rag.text.keys import weight
from rag.text.words import words

ENOUGH = 0.4
"""A passage that covers less of a question is no evidence for it. Of 1,395 answerable questions
3.9 % are refused at this point, and 68 % of those whose subject is not in the library at all."""

ENOUGH_ACROSS = 0.3
"""The same for a passage in the other language, of which only keys can tell."""

LEAST_LIKENESS = 0.4
"""Two words whose 4-grams have a smaller Dice coefficient are not alike at all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, taken apart for comparing: its content stems with their weights and the
    4-grams of the words they come from, and its units of keys with theirs."""

    weights: Mapping[str, float]
    grams: Mapping[str, frozenset[str]]
    units: Sequence[tuple[frozenset[str], float]]

    @classmethod
    def by(cls, question: str, rarity: Callable[[str], float]) -> Wanted:
        """`rarity` gives the idf of a stem or a key in the library."""
        stems = {stem: word for word in words(question) if (stem := content_stem(word))}
        return cls(
            weights={stem: rarity(stem) for stem in stems},
            grams={stem: frozenset(grams(word)) for stem, word in stems.items()},
            units=[
                (frozenset(unit), max(weight(key) * rarity(key) for key in unit))
                for unit in dict.fromkeys(key_units(question))
            ],
        )

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return sum(self.weights.values())

    def coverage(self, text: str) -> float:
        """The share (0 to 1) of the weight whose stems stand in `text`; a stem that does not,
        counts as much as its word is like one of the text. 0 for a question without content."""
        if not self.total:
            return 0.0
        own = set(words(text))
        stems = {content_stem(word) for word in own}
        others = [frozenset(grams(word)) for word in own if content_stem(word)]
        covered = sum(
            rarity * (1.0 if stem in stems else _likeness(self.grams[stem], others))
            for stem, rarity in self.weights.items()
        )
        return covered / self.total

    def key_coverage(self, text: str) -> float:
        """The share of the weight of the units of which a key stands in `text`: keys are all
        that two languages have in common. 0 for a question without keys."""
        held = analyze(text).keys.keys()
        total = sum(weight for _, weight in self.units)
        covered = sum(weight for unit, weight in self.units if unit & held)
        return covered / total if total else 0.0


def _likeness(own: frozenset[str], others: Sequence[frozenset[str]]) -> float:
    """The best Dice coefficient with one of `others`; 0 where none is alike."""
    best = max((2 * len(own & one) / (len(own) + len(one)) for one in others), default=0.0)
    return best if best >= LEAST_LIKENESS else 0.0
