"""The phrases of question_words.tsv: which kind of thing each asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, get_args

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words

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
    "statement",
    "yes_no",
    "list",
    "comparison",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ANYTHING = " [^ ]+"
_PREFIX = re.compile(r"[سهحبكل]?[يتن]")
_SUFFIX = re.compile(r"(?:وها|وه|وا|تها|ته|ها|ه|و|ت|ات|ا)\Z")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a kind in a question: its rank among all (the first line of the file has the
    lowest), where it begins and where it ends. It begins at -1 if it decides wherever it stands."""

    start: int
    order: int
    kind: Kind
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    pattern: re.Pattern[str]
    anywhere: bool


def first_phrase(said: str) -> Phrase | None:
    """Return the phrase that decides: the first one in a question whose words each have a space
    before them, and of those that begin at one place the first of the file."""
    found = (
        Phrase(-1 if rule.anywhere else match.start(), order, rule.kind, match.end())
        for order, rule in enumerate(_rules())
        if (match := rule.pattern.search(said))
    )
    return min(found, key=lambda phrase: (phrase.start, phrase.order), default=None)


def begins_with_phrase(said: str) -> bool:
    """Tell whether a phrase stands at the very beginning."""
    return any(rule.pattern.match(said) for rule in _rules())


def without_wrap(said: str) -> str:
    """Take off how a question is wrapped (do you know, بدي أعرف), if a question is left."""
    while match := _wraps().match(said):
        rest = said[match.end() :]
        found = first_phrase(rest)
        if found is None or found.end == 0 or not begins_with_phrase(rest):
            break
        said = rest
    return said


@cache
def order_of(kind: Kind) -> int:
    """Return the rank of the first phrase of a kind."""
    return next(order for order, rule in enumerate(_rules()) if rule.kind == kind)


@cache
def table() -> Mapping[str, Sequence[str]]:
    """Return each first column of the file with its phrases. A column of several lines has each
    of them, in the order of the file, under `column`, `column 2` and so on."""
    text = files("rag.retrieval").joinpath("question_words.tsv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, phrases = line.partition("\t")
            key = name if name not in found else f"{name} {len(found)}"
            found[key] = phrases.split(" | ") if " | " in phrases else [phrases]
    return found


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the normalised words of all lines of one first column; empty for an unknown one."""
    lines = (phrases[0] for key, phrases in table().items() if key.split()[0] == name)
    return frozenset(one for line in lines for one in words(line))


@cache
def slips() -> Mapping[str, str]:
    """Return each normalised slip of an asking word with the words that it stands for."""
    lines = (phrases for key, phrases in table().items() if key.split()[0] == "slip")
    pairs = (one.partition(" = ") for phrases in lines for one in phrases)
    return {" ".join(words(slip)): " ".join(words(meant)) for slip, _, meant in pairs}


@lru_cache(maxsize=1 << 12)
def is_verb_of(group: str, one: str) -> bool:
    """Tell whether a normalised word is a form of a verb of the file, with what is written together
    with it: سيدفعون, هيستمر, دفعتها."""
    listed = word_list(f"verb:{group}")
    if one in listed or not is_arabic(one):
        return one in listed
    starts = [one, *(one[match.end() :] for match in [_PREFIX.match(one)] if match)]
    forms = [*starts, *(_SUFFIX.sub("", start) for start in starts)]
    return any(len(form) >= _SHORTEST and form in listed for form in forms)


@cache
def _rules() -> tuple[_Rule, ...]:
    found = []
    for name, phrases in table().items():
        if (kind := name.split()[0]) in KINDS:
            for anywhere in (True, False):
                some = [one.lstrip("*") for one in phrases if one.startswith("*") == anywhere]
                if some:
                    pattern = re.compile("|".join(map(_pattern, some)))
                    found.append(_Rule(kind, pattern, anywhere))
    return tuple(found)


@cache
def _wraps() -> re.Pattern[str]:
    wraps = [
        "^ " + " ".join(words(phrase))
        for name, phrases in table().items()
        for phrase in phrases
        if name.split()[0] == "wrap"
    ]
    return re.compile("(?:" + "|".join(sorted(wraps, key=len, reverse=True)) + ")(?= )")


def _pattern(phrase: str) -> str:
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
