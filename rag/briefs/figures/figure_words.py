"""Reads the tables of words about figures: kinds of counted things, scopes and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rag.records import Language
from rag.text.analysis.folding import normalize
from rag.text.analysis.future_verbs import FUTURE_VERB
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

Way = Literal["grows", "open", "fixed"]
_MAGNITUDE = "magnitude"
_STOP = re.compile(r"[,;:.!?()،؛؟]")
_FUTURE = re.compile(rf"(?<!\w){FUTURE_VERB}")


@dataclass(frozen=True, slots=True)
class CountedKind:
    """A kind of things that the news counts under many names.

    A count that `grows` only gets larger, unless it is corrected; a `fixed` value does not change,
    only what is said of it does. `money` is True where sums of money are meant.
    """

    name: str
    way: Way
    money: bool
    english: str
    arabic: str

    def label(self, language: Language) -> str:
        """Return how a reader of a language calls what is counted."""
        return self.arabic if language == "ar" else self.english


MAGNITUDE = CountedKind(_MAGNITUDE, "fixed", False, "magnitude of the quake", "قوة الزلزال")
CASUALTIES = CountedKind("dead+hurt", "grows", False, "dead and injured", "عدد القتلى والجرحى")

SURE = frozenset(["dead", "hurt", "missing", "arrested", "rescued", "dead+hurt", _MAGNITUDE])
"""Kinds whose words are sure enough to compare small numbers of them too."""


_AKIN = frozenset(["lost", "damage"])


def akin(one: CountedKind | None, other: CountedKind | None) -> bool:
    """Tell whether two kinds are the same; "damage and losses" may be called either."""
    return one == other or (
        one is not None and other is not None and {one.name, other.name} == _AKIN
    )


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What the words about a figure say of it.

    `scope` narrows it to a part, a period or a state; `marks` say how it stands to another figure.
    """

    scope: Set[str]
    marks: Set[str]


@cache
def kinds() -> dict[str, tuple[CountedKind, bool]]:
    """Return the kind that each stem names, and whether it names it only weakly."""
    found: dict[str, tuple[CountedKind, bool]] = {}
    ways: dict[str, Way] = {}
    for name, way, unit, english, arabic, told in _rows("kinds.tsv"):
        weak = way == "weak"
        if not weak:
            ways[name] = "fixed" if way == "fixed" else "open" if way == "open" else "grows"
        kind = CountedKind(name, ways[name], unit == "money", english, arabic)
        for word in words(told):
            found.setdefault(content_stem(word), (kind, weak))
    return found


def figure_words(
    before: str, behind: str, clause: str, *, counted: str, sentence: str
) -> FigureWords:
    """Return what the words before a figure, right behind it and in its clause say.

    All are without the figure itself; `counted` is what the words before it say that it counts.
    """
    texts = {
        "before": f"{normalize(before)} ",
        "behind": normalize(behind),
        "near": f"{_first(counted)} | {_first(_STOP.split(behind.strip(), maxsplit=1)[0])}",
        "clause": normalize(clause),
        "sentence": normalize(sentence),
    }
    scope, marks = _patterns("scopes.tsv"), _patterns("marks.tsv")
    planned = {"planned"} if _FUTURE.search(texts["clause"]) else set()
    return FigureWords(
        planned.union(name for name, where, found in scope if _found(where, found, texts)),
        frozenset(name for name, where, found in marks if _found(where, found, texts)),
    )


def _found(where: str, pattern: re.Pattern[str], texts: dict[str, str]) -> bool:
    search = pattern.match if where == "behind" else pattern.search
    return search(texts[where]) is not None


def _first(behind: str) -> str:
    return " ".join(normalize(behind).split()[:5])


def _patterns(name: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return _scope_patterns() if name == "scopes.tsv" else _mark_patterns()


@cache
def _scope_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = _rows("scopes.tsv")
    return tuple(
        (name, where, re.compile(rf"(?<!\w)(?:{pattern})")) for name, where, pattern in rows
    )


@cache
def _mark_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((name, where, re.compile(pattern)) for name, where, pattern in _rows("marks.tsv"))


def _rows(name: str) -> Iterator[list[str]]:
    told = files(__package__).joinpath(name).read_text("utf-8")
    for line in told.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
