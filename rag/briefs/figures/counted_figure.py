"""The record of a figure in a sentence, with what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rag.briefs.figures.figure_words import SURE, CountedKind
from rag.briefs.sentences.source_sentences import SourceSentence

CHANGES = frozenset(["rise", "fall", "corrected"])
"""The marks of a figure whose sentence says that it has changed."""


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A number in a sentence, with what it counts.

    `written` is as the sentence has it, with both ends of a range and the currency of a sum of
    money; `start` is its offset in the text of the sentence. `unit` is a currency, `%` or empty.
    `thing` is what it counts, as keys to compare; `near` holds these keys and those of the words
    beside it. `about` is what it counts, in words of the sentence. `context` is the part of the
    sentence that is about the figure, without the number. `places` are the countries named there,
    or else those of the whole sentence, and `own_places` those named there. `kind` is the kind of
    what is counted where it is a well-known one. `scope` narrows it, `marks` say how it stands to
    other figures, and `bound` how it is limited (`""`, or a kind of bound). `clause` are the
    offsets of what is about the figure.
    """

    line: SourceSentence
    written: str
    start: int
    values: frozenset[Decimal]
    unit: str
    thing: frozenset[str]
    near: frozenset[str]
    about: str
    context: str
    places: frozenset[str]
    own_places: frozenset[str]
    kind: CountedKind | None
    scope: frozenset[str]
    marks: frozenset[str]
    bound: str
    clause: tuple[int, int]

    @property
    def end(self) -> int:
        """Return the offset behind it in the text of the sentence."""
        return self.start + len(self.written)

    @property
    def rounded(self) -> bool:
        """Tell whether the sentence calls it a round figure or a bound."""
        return self.bound not in ("", "range")

    @property
    def sure(self) -> bool:
        """Tell whether what is counted is named by sure words."""
        return self.kind is not None and self.kind.name in SURE

    @property
    def value(self) -> Decimal:
        """Return the value; the upper end of a range."""
        return max(self.values)
