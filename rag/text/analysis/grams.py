"""Cuts words into 4-grams, by which search finds them with other endings and misspellings."""

from __future__ import annotations

from functools import lru_cache
from sys import intern

from rag.text.analysis.stopwords import is_stopword

_GRAM = 4  # letters: a root of three with one of its neighbours


@lru_cache(maxsize=1 << 16)
def grams(word: str) -> tuple[str, ...]:
    """Return the 4-grams of a normalised word with marks at its ends: gaza has _gaz, gaza, aza_.

    Arabic stopwords have them too, because one may be a name as well (علي), whose stem is left out.
    English ones have none: they are a third of all grams, carry no information, and weigh much in
    an Arabic archive, where they are rare.
    """
    return tuple(map(intern, _cut(word)))


def spelled_grams(word: str) -> str:
    """Return the `grams` of a word with spaces between."""
    return " ".join(_cut(word))


def _cut(word: str) -> list[str]:
    if word.isascii() and is_stopword(word):
        return []
    marked = f"_{word}_"
    return [marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1))]
