"""The records of facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "percent", "month", "date", "quotation"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at `text[start:end]`, in canonical form as `key`: `54000`, `85%`, `month:10`,
    `2024-10-07`, the normalised words of a quotation.

    `readings` are all keys that it may stand for, its own among them: `711.988` may be 711988.
    `strict` is False for what may be no fact at all (`May`, `صفر`, a bare مليون): such a one can
    bear a claim out, its absence tells nothing. `scaled` tells that a scale word stands in it, so
    that it may be rounded.
    """

    kind: FactKind
    start: int
    end: int
    key: str
    readings: frozenset[str]
    strict: bool = True
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What `text` states that can be compared. `negations` counts its negating words."""

    text: str
    facts: tuple[Fact, ...]
    negations: int = 0
