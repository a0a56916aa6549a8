"""Broken plurals: the forms of an Arabic noun that differ inside the word (سفينة, سفن)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import normalize

_CONJUNCTIONS = "وف"
_PREFIXES = ("ال", "بال", "كال", "لل", "ب", "ل", "ك")
# Pronouns, duals and sound endings, and the alef of the accusative: مدارسهم, بنكين, علمي, جنودا.
_SUFFIXES = (
    "هما",
    "كما",
    "هم",
    "هن",
    "كم",
    "نا",
    "ها",
    "ان",
    "ين",
    "ات",
    "ون",
    "يه",
    "ه",
    "ا",
    "ي",
)
_SHORTEST = 3


def root_form(word: str) -> str | None:
    """Return the form that stands for all forms of a normalised Arabic noun, or None for a word
    that the table lacks. Clitics before and after the word are allowed, and sound endings."""
    forms = _forms()
    return next((forms[bare] for bare in _bare(word) if bare in forms), None)


def is_form(stem: str) -> bool:
    """Return whether a stem stands for a noun of the table."""
    return stem in _forms()


def _bare(word: str) -> Iterator[str]:
    """Yield what the word may be without its clitics and endings, the least taken off first."""
    whole = list(_without_prefixes(word))
    yield from whole
    for before in whole:
        for suffix in _SUFFIXES:
            if before.endswith(suffix) and len(before) >= len(suffix) + _SHORTEST:
                yield from _endings(before[: -len(suffix)])


def _endings(rest: str) -> Iterator[str]:
    """Yield what a word may end in where an ending was taken off: مدينتهم, وزراؤه and وزرائه."""
    yield rest
    if rest.endswith("ت"):
        yield rest[:-1] + "ه"
    if rest.endswith(("او", "اي")):
        yield rest[:-1] + "ء"


def _without_prefixes(word: str) -> Iterator[str]:
    """Yield a word as it is and without the clitics that may precede it."""
    words = [word]
    if word[:1] in _CONJUNCTIONS and len(word) > _SHORTEST:
        words.append(word[1:])
    for one in words:
        yield one
        for prefix in _PREFIXES:
            if one.startswith(prefix) and len(one) >= len(prefix) + _SHORTEST:
                yield one[len(prefix) :]


@cache
def _forms() -> Mapping[str, str]:
    """Return each normalised form of the table with the first form of its line."""
    table = files("rag.text.analysis").joinpath("plurals.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            first, *others = normalize(line).split()
            for form in (first, *others):
                found.setdefault(form, first)
    return found
