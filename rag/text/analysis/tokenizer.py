"""Splits a text into words for comparing."""

from __future__ import annotations

import re

from rag.text.analysis.folding import fold

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+(?:'[A-Za-z]+)*|[^\W\d_A-Za-z]+")


def tokens(folded: str) -> list[str]:
    """Return the words of a folded text with their capitals; letters and digits are separate."""
    return TOKEN.findall(folded)


def words(text: str) -> list[str]:
    """Return the normalised words of `text`: runs of letters of one script, and numbers."""
    return [word(token) for token in tokens(fold(text))]


def word(token: str) -> str:
    """Return a token in lower case, without apostrophes and possessive s (Trump's is trump)."""
    return token.casefold().removesuffix("'s").replace("'", "")
