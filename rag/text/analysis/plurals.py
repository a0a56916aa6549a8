"""Broken plurals: the forms of an Arabic noun that differ inside the word (سفينة, سفن)."""

from __future__ import annotations

from collections.abc import Mapping
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
# Most words begin and end in no letter of these, and need not be held against each.
_PREFIXES_BY_LETTER = {
    letter: tuple(prefix for prefix in _PREFIXES if prefix[0] == letter) for letter in "ابكل"
}
_SUFFIXES_BY_LETTER = {
    letter: tuple(suffix for suffix in _SUFFIXES if suffix[-1] == letter) for letter in "امنتهي"
}


def root_form(word: str) -> str | None:
    """Return the form that stands for all forms of a normalised Arabic noun, or None for a word
    that the table lacks. Clitics before and after the word are allowed, and sound endings; the
    least is taken off."""
    forms = _forms()
    if word in forms:
        return forms[word]
    whole = _without_prefixes(word)
    for bare in whole:
        if bare in forms:
            return forms[bare]
    suffixes = _SUFFIXES_BY_LETTER.get(word[-1:], ())
    for bare in whole if suffixes else ():
        for suffix in suffixes:
            if bare.endswith(suffix) and len(bare) >= len(suffix) + _SHORTEST:
                for rest in _endings(bare[: -len(suffix)]):
                    if rest in forms:
                        return forms[rest]
    return None


def is_form(stem: str) -> bool:
    """Return whether a stem stands for a noun of the table."""
    return stem in _forms()


def _endings(rest: str) -> tuple[str, ...]:
    """Return what a word may end in where an ending was taken off: مدينتهم, وزراؤه and وزرائه."""
    if rest.endswith("ت"):
        return rest, rest[:-1] + "ه"
    if rest.endswith(("او", "اي")):
        return rest, rest[:-1] + "ء"
    return (rest,)


def _without_prefixes(word: str) -> list[str]:
    """Return a word as it is and without the clitics that may precede it."""
    found = []
    is_joined = word[:1] in _CONJUNCTIONS and len(word) > _SHORTEST
    for one in (word, word[1:]) if is_joined else (word,):
        found.append(one)
        for prefix in _PREFIXES_BY_LETTER.get(one[:1], ()):
            if one.startswith(prefix) and len(one) >= len(prefix) + _SHORTEST:
                found.append(one[len(prefix) :])
    return found


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
