"""Reads abbreviations (Rev., Mt, U. S., د.) as what they stand for.

They lie in abbreviations.tsv beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

SPACED = ("us", "uk", "un", "uae", "eu")
"""Abbreviations that some newsrooms write with spaces: U. S."""

# The initials of a country or an office, set apart: U. S., U. N.; not J. K. Rowling.
_APART = re.compile(r"\b(U)\. ?([SNK])\.(?!\s?[A-Z]\.)", re.IGNORECASE)
_ENGINEER = "م"  # also metres, and the year of our Lord: only before a name
_JOINING = ("the", "and")


def join_initials(text: str) -> str:
    """Return a text, of the same length, with U. S., U. N. and U. K. put together: U.S."""
    return _APART.sub(_together, text) if "." in text else text


def _together(found: re.Match[str]) -> str:
    return f"{found[1]}.{found[2]}.".ljust(len(found[0]))


def is_abbreviation(word: str) -> bool:
    """Tell whether a normalised word is one of the abbreviations."""
    return word in _long_forms()


def long_form(word: str) -> str:
    """Return what an abbreviation stands for (rev is reverend); other words are unchanged.

    It is empty for a title of courtesy.
    """
    return _long_forms().get(word, word)


def long_forms(tokens: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Yield each word, an abbreviation as what it stands for, and nothing for a courtesy title.

    `tokens` are the words with their capitals: co is no company, and Co is.
    """
    known = _long_forms()
    for at, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if word in known and not token.islower():
            yield known[word]
        elif word == _ENGINEER and _is_engineer(tokens, at):
            yield "مهندس"
        else:
            yield word


def _is_engineer(tokens: Sequence[str], at: int) -> bool:
    """Tell whether the letter at `at` is a title: a word follows it, and no number is before."""
    before, behind = tokens[max(at - 1, 0) : at], tokens[at + 1 : at + 2]
    return any(map(str.isalpha, behind)) and not any(word[0].isdigit() for word in before)


def is_named_by(word: str, given: Sequence[str]) -> bool:
    """Tell whether a word is a title of courtesy, or one of the `given` words, in full or short.

    Letters that stand apart (U. S.) are one word too.
    """
    full = long_form(word)
    if not full or (full in _all_long() and any(long_form(one) == full for one in given)):
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
    full = (long_form(word) for word in words if word not in _JOINING)
    return [word for word in full if word]


def _has_courtesy(words: Sequence[str]) -> bool:
    return any(not long_form(word) for word in words)


@cache
def _long_forms() -> Mapping[str, str]:
    """Return the abbreviations of the table with what they stand for."""
    table = files("rag.text.analysis").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in table.splitlines() if line and line[0] != "#")
    return {short: long.strip() for short, _, long in rows}


@cache
def _all_long() -> frozenset[str]:
    return frozenset(_long_forms().values())
