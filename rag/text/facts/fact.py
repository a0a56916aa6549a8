"""The records of facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "percent", "month", "date", "quotation"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at `text[start:end]`, in canonical form as `key`.

    Keys are `54000`, `85%`, `month:10`, `2024-10-07`, or the normalised words of a quotation.
    `readings` are all keys that the fact may stand for, its own among them: `711.988` may be
    711988. `strict` is False for what may be no fact at all (`May`, `صفر`, a bare مليون): it can
    support a claim, but its absence proves nothing. `scaled` is True where a scale word is part of
    it, so that it may be rounded.
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
