"""Knows English titles and their abbreviations: Rev. and Reverend, and Mr., which says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

_ARTICLES = ("the", "and")
SPACED = ("us", "uk", "un", "uae", "eu")
"""Abbreviations that some newsrooms write with spaces: U. S."""


def full_form(word: str) -> str:
    """Return the full form of an abbreviation (rev is reverend); other words are unchanged.

    It is empty for a title of courtesy.
    """
    return _titles().get(word, word)


def is_title(word: str) -> bool:
    """Tell whether a normalised word is one of the abbreviations."""
    return word in _titles()


def is_named_by(word: str, given: Sequence[str]) -> bool:
    """Tell whether a word is a title of courtesy, or one of the `given` words, in full or short.

    Letters that stand apart (U. S.) are one word too.
    """
    full = full_form(word)
    if not full or (full in _full_forms() and any(full_form(one) == full for one in given)):
        return True
    return word in SPACED and f" {' '.join(word)} " in f" {' '.join(given)} "


def are_same(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether normalised words differ from others only by how titles are written.

    A given name in the place of a title of courtesy is no difference: Robert Mugabe, Mr. Mugabe.
    """
    own, given = _without_courtesy(words), _without_courtesy(others)
    if own == given or "".join(own) == "".join(given):
        return True
    only_courtesy = (not own and _has_courtesy(words)) or (not given and _has_courtesy(others))
    return only_courtesy and len(own) <= 1 and len(given) <= 1


def _without_courtesy(words: Sequence[str]) -> list[str]:
    full = (full_form(word) for word in words if word not in _ARTICLES)
    return [word for word in full if word]


def _has_courtesy(words: Sequence[str]) -> bool:
    return any(not full_form(word) for word in words)


@cache
def _titles() -> Mapping[str, str]:
    """Return the full form of each abbreviation of titles.tsv; empty for a title of courtesy."""
    text = files("rag.grounding").joinpath("titles.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {short: full.strip() for short, full in rows}


@cache
def _full_forms() -> frozenset[str]:
    return frozenset(_titles().values())
