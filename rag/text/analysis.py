"""Turns a text into the bags of tokens that search compares."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain
from sys import intern

from rag.protocols import Analysis
from rag.text.keys import keys
from rag.text.normalize import fold
from rag.text.stemming import stem
from rag.text.stopwords import is_stopword
from rag.text.words import tokens, word, words

_GRAM = 4


def analyze(text: str) -> Analysis:
    """The bags of a document or a query alike; all empty for a text without words.

    No token holds white space.
    """
    folded = fold(text)
    cased = tokens(folded)
    normal = [word(token) for token in cased]
    return Analysis(
        stems=Counter(filter(None, map(content_stem, normal))),
        grams=Counter(chain.from_iterable(map(grams, normal))),
        keys=keys(folded, cased, normal),
    )


@lru_cache(maxsize=1 << 17)
def content_stem(word: str) -> str:
    """The stem of a normalised word; empty for a stopword."""
    return "" if is_stopword(word) else stem(word)


@lru_cache(maxsize=1 << 16)
def grams(word: str) -> tuple[str, ...]:
    """The 4-grams of a normalised word and the marks of its ends: gaza has _gaz, gaza, aza_.

    Arabic stopwords have them too: one may be a name as well (علي), and its stem is left out.
    English ones have none: they are a third of all grams, tell nothing, and stand out in an
    Arabic archive for being rare.
    """
    if word.isascii() and is_stopword(word):
        return ()
    marked = f"_{word}_"
    return tuple(intern(marked[at : at + _GRAM]) for at in range(max(1, len(marked) - _GRAM + 1)))


def content_stems(text: str) -> list[str]:
    """The stems of `text` in order, stopwords left out."""
    return [found for word in words(text) if (found := content_stem(word))]
