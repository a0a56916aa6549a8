"""Reads abbreviations (Rev., Mt, U. S., د.) as what they stand for.

They lie in abbreviations.tsv beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

# The initials of a country or an office, set apart: U. S., U. N.; not J. K. Rowling.
_APART = re.compile(r"\b(U)\. ?([SNK])\.(?!\s?[A-Z]\.)", re.IGNORECASE)
_ENGINEER = "م"  # also metres, and the year of our Lord: only before a name


def join_initials(text: str) -> str:
    """Return a text, of the same length, with U. S., U. N. and U. K. put together: U.S."""
    return _APART.sub(_together, text) if "." in text else text


def _together(found: re.Match[str]) -> str:
    return f"{found[1]}.{found[2]}.".ljust(len(found[0]))


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


@cache
def _long_forms() -> dict[str, str]:
    """Return the abbreviations of the table with what they stand for."""
    table = files("rag.text.analysis").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in table.splitlines() if line and line[0] != "#")
    return {short: long for short, _, long in rows}
