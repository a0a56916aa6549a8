"""What every index makes of texts: which text of a chunk is searched, how a searched word may be
spelt, and how rare a token is."""

from __future__ import annotations

import math

from rag.records import StoredChunk
from rag.store.word_index import Token
from rag.text.analyzer import Analyzer, normal_words
from rag.text.crosslingual.keys import weight

ANALYSIS_VERSION = "7"
"""To be raised with any change to what `analyze` makes of a text: word indexes are then rebuilt."""


def searched_text(chunk: StoredChunk) -> str:
    """Return what of a chunk is searched: its article's title and its text."""
    return before_passages(chunk.title) + chunk.chunk.text


def before_passages(title: str) -> str:
    """Return what is searched before the text of each chunk; empty without a title."""
    return f"{title}\n" if title else ""


def spellings_of(text: str, analyzer: Analyzer) -> list[list[list[Token]]]:
    """Return for each word of a text the ways in which an index may spell it, each as the tokens
    that a chunk then holds; words that say nothing are left out.

    A word may have another ending, or be the word of the other language where the glossary or its
    sound says so; the last word may be half written.
    """
    words = normal_words(text)
    found = (
        _spellings(word, analyzer, is_whole=place < len(words))
        for place, word in enumerate(words, start=1)
    )
    return list(filter(None, found))


def _spellings(word: str, analyzer: Analyzer, *, is_whole: bool) -> list[list[Token]]:
    found = analyzer.analyze(word)
    letters = list(found.grams)
    if not is_whole and len(letters) > 1:
        letters.pop()  # the one that ends the word
    own = [[("s", stem)] for stem in found.stems]
    near = [[("g", gram) for gram in letters]] if letters else []
    keys = [[("k", key)] for key in found.keys if weight(key) >= 1.0]
    return [*own, *near, *keys]


def inverse_frequency(holding: int, total: int) -> float:
    """Return the idf as in BM25, ln(1 + (N − n + 0.5) / (n + 0.5)), of a token that n = `holding`
    of N = `total` chunks hold."""
    held = min(holding, total)
    return math.log1p((total - held + 0.5) / (held + 0.5))
