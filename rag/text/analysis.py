"""Turns a text into the bags of tokens that search compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from sys import intern

from rag.protocols import Analysis, Spelling
from rag.text.concepts import concepts
from rag.text.keys import keys
from rag.text.normalize import fold
from rag.text.stemming import stem
from rag.text.stopwords import is_stopword
from rag.text.words import tokens, word

_GRAM = 4


def analyze(text: str) -> Analysis:
    """The bags of a document or a query alike; all empty for a text without words.

    No token holds white space.
    """
    folded, cased, normal = _read(text)
    stems = list(filter(None, map(content_stem, normal)))
    return Analysis(
        stems=Counter(stems),
        grams=Counter(chain.from_iterable(map(grams, normal))),
        keys=Counter(_shared(folded, cased, normal, stems)),
    )


def spell(text: str) -> Spelling:
    """What `analyze` finds, each token as often as it counts; several times as fast."""
    folded, cased, normal = _read(text)
    stems = list(filter(None, map(content_stem, normal)))
    return Spelling(
        stems=" ".join(stems),
        grams=" ".join(filter(None, map(_spelt_grams, normal))),
        keys=" ".join(_shared(folded, cased, normal, stems)),
    )


def _shared(
    folded: str, cased: Sequence[str], normal: Sequence[str], stems: Sequence[str]
) -> Iterator[str]:
    """The keys of names and numbers, then those of concepts."""
    yield from keys(folded, cased, normal).elements()
    yield from concepts().keys(stems)


# Indexing embeds a round of texts and then spells them: each is read once.
@lru_cache(maxsize=1 << 11)
def _read(text: str) -> tuple[str, list[str], list[str]]:
    """The folded text, its tokens and their normalised words."""
    folded = fold(text)
    cased = tokens(folded)
    return folded, cased, list(map(word, cased))


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


@lru_cache(maxsize=1 << 16)
def _spelt_grams(word: str) -> str:
    return " ".join(grams(word))


def content_stems(text: str) -> list[str]:
    """The stems of `text` in order, stopwords left out."""
    return list(filter(None, map(content_stem, _read(text)[2])))
