"""Cuts a text into words to compare."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.analysis.folding import fold

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+(?:'[A-Za-z]+)*|[^\W\d_A-Za-z]+")


def tokens(folded: str) -> list[str]:
    """The words of a folded text with their capitals; letters and digits stand apart."""
    return TOKEN.findall(folded)


def words(text: str) -> list[str]:
    """The normalised words of `text`: runs of letters of one script, and numbers."""
    return [word(token) for token in tokens(fold(text))]


@lru_cache(maxsize=1 << 17)
def word(token: str) -> str:
    """A token in lower case, without its apostrophes and possessive s (Trump's is trump)."""
    return token.casefold().removesuffix("'s").replace("'", "")
