"""What kind of thing a question asks for, told from the question alone.

The words that tell it lie in question_words.tsv, for English, written Arabic and its dialects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast, get_args

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

Kind = Literal[
    "person",
    "organisation",
    "owner",
    "winner",
    "place",
    "day",
    "duration",
    "amount",
    "count",
    "reason",
    "manner",
    "definition",
    "yes_no",
    "list",
    "comparison",
    "other",
]
_NO_UNIT = frozenset(["count", "duration"])
_ANYTHING = " [^ ]+"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for. `unit` is what an amount is told in (`money`, `length` and the
    like), the stem of what is counted, or the unit of time that a duration is asked in; empty
    where the question does not say."""

    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    pattern: re.Pattern[str]


@lru_cache(maxsize=1 << 10)
def asked(question: str) -> Asked:
    """Return what `question` asks for; `other` where its words do not tell."""
    said = " " + " ".join(words(question))
    said = _unwrapped(said)
    found = _first(said)
    if found is None:
        return Asked("other")
    kind, end = found
    if kind == "duration" and _is_length(said):
        return Asked("amount", "length")
    return Asked(kind, _unit(kind, said, end))


def _first(said: str) -> tuple[Kind, int] | None:
    """Return the kind that the first asking phrase tells, and where that phrase ends."""
    found = (
        (match.start(), order, rule.kind, match.end())
        for order, rule in enumerate(_rules())
        if (match := rule.pattern.search(said))
    )
    first = min(found, default=None)
    return None if first is None else (first[2], first[3])


def _unwrapped(said: str) -> str:
    """Take off how a question is wrapped (do you know, بدي أعرف), if a question is left."""
    wraps = _wraps()
    while (match := wraps.match(said)) and (found := _first(said[match.end() :])):
        rest = said[match.end() :]
        if found[1] == 0 or not any(rule.pattern.match(rest) for rule in _rules()):
            break
        said = rest
    return said


def _unit(kind: Kind, said: str, end: int) -> str:
    if kind == "amount":
        present = set(said.split())
        return next((unit for unit, told in _units().items() if not present.isdisjoint(told)), "")
    if kind in _NO_UNIT:
        start = said[:end].rpartition(" ")[0] if kind == "duration" else said[:end]
        return _counted(said[len(start) :].split())
    return ""


def _counted(after: Sequence[str]) -> str:
    """Return the stem of the first word that counts for something: how many (of the) ships."""
    asking = {"كم", "كام", "قديش", "شحال", "شكد", "قداش", "عدد", "ديال", "number", "many", "long"}
    stems = (content_stem(word) for word in after[:3] if word not in asking)
    return next(filter(None, stems), "")


def _is_length(said: str) -> bool:
    return bool(re.match(r" how long (?:is|was|are|were|will) ", said)) and not _long().isdisjoint(
        said.split()
    )


@cache
def _table() -> Mapping[str, Sequence[str]]:
    """Return each first column of the file with its phrases; a kind with several lines has each
    apart, in the order of the file (`kind`, `kind 2`)."""
    text = files("rag.retrieval").joinpath("question_words.tsv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, phrases = line.partition("\t")
            key = name if name not in found else f"{name} {len(found)}"
            found[key] = phrases.split(" | ") if " | " in phrases else [phrases]
    return found


@cache
def _rules() -> tuple[_Rule, ...]:
    kinds = get_args(Kind)
    return tuple(
        _Rule(cast(Kind, name.split()[0]), re.compile("|".join(map(_pattern, phrases))))
        for name, phrases in _table().items()
        if name.split()[0] in kinds
    )


@cache
def _wraps() -> re.Pattern[str]:
    wraps = [
        "^ " + " ".join(words(phrase))
        for name, phrases in _table().items()
        for phrase in phrases
        if name.split()[0] == "wrap"
    ]
    return re.compile("(?:" + "|".join(sorted(wraps, key=len, reverse=True)) + ")(?= )")


@cache
def _units() -> Mapping[str, frozenset[str]]:
    return {
        name.removeprefix("unit:"): frozenset(words(phrases[0]))
        for name, phrases in _table().items()
        if name.startswith("unit:")
    }


@cache
def _long() -> frozenset[str]:
    return frozenset(words(_table()["long"][0]))


def _pattern(phrase: str) -> str:
    """Return a pattern of a phrase of the file for a question whose words each have a space
    before them."""
    return "(?:" + "".join(_parts(phrase.split())) + "(?= |$))"


def _parts(parts: Sequence[str]) -> Iterator[str]:
    first = True
    for part in parts:
        if part == "$":
            yield "$"
        elif part == "_":
            yield _ANYTHING
        else:
            if part.startswith("^"):
                yield "^"
            for one in words(part.lstrip("^")):
                clitic = "[وفبل]?" if first and is_arabic(one) else ""
                yield f" {clitic}{one}"
                first = False
