"""The records of facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FactKind = Literal["number", "percent", "month", "date", "quotation", "ordinal", "magnitude"]
BoundKind = Literal["more", "least", "less", "most", "until", "about", "almost", "over", "range"]


@dataclass(frozen=True, slots=True)
class Bound:
    """How a number is limited at `text[start:end]`, which holds the number too.

    `more` and `less` leave the number itself out, `least` and `most` do not; `until` may be up to
    or just reaching, and `over` more than or as long as; `almost` is a little less. The number of a
    `range` is one of its two ends, `low` and `high`. `words` is where the limiting words stand.
    """

    kind: BoundKind
    start: int
    end: int
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    words: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at `text[start:end]`, in canonical form as `key`.

    Keys are `54000`, `85%`, `month:10`, `2024-10-07`, `10th` for an ordinal, `thousands` for an
    order of magnitude, or the normalised words of a quotation.
    `readings` are all keys that the fact may stand for, its own among them: `711.988` may be
    711988. `strict` is False for what may be no fact at all (`May`, `صفر`, a bare مليون): it can
    support a claim, but its absence proves nothing. `scaled` is True where a scale word is part of
    it, so that it may be rounded. `bound` is given where more than, about, up to… limits a number.
    `named` is True for a number in a name, which counts nothing (F-16, COVID-19).
    """

    kind: FactKind
    start: int
    end: int
    key: str
    readings: frozenset[str]
    strict: bool = True
    scaled: bool = False
    bound: Bound | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What `text` states that can be compared. `negations` counts its negating words."""

    text: str
    facts: tuple[Fact, ...]
    negations: int = 0

    def __hash__(self) -> int:
        """Return the hash of the text: what is derived from facts is kept by them."""
        return hash(self.text)
