"""What tells an article from others: its words, its keys, and the vector of its opening."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from rag.protocols import Embedder
from rag.records import Article
from rag.stories.tuning import ENCODED_WORDS, KEYED_WORDS, STEMMED_WORDS, TITLE_COUNTS
from rag.text.analyzer import Analyzer, content_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEAD = struct.Struct("<BHHH")  # 1 for Arabic; how many words, keys and numbers of the vector
_MOST = 255  # times that a token counts at most: they are kept in a byte


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """The tokens of a text, each once, as checksums of 32 bits, with how often they occur."""

    tokens: NDArray[np.uint32]
    counts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An article as it is compared with others.

    `words` are stems of its title and opening, `keys` what they have in common with the other
    language (numbers, names, concepts). `vector` has unit length, and no numbers where there is no
    encoder.
    """

    is_arabic: bool
    words: Bag
    keys: Bag
    vector: NDArray[np.float16]

    def to_bytes(self) -> bytes:
        """Return the profile as it is stored: about 1 KB, and 1 KB more with a vector."""
        head = _HEAD.pack(
            self.is_arabic, len(self.words.tokens), len(self.keys.tokens), len(self.vector)
        )
        parts = (self.words.tokens, self.keys.tokens, self.vector)
        counts = (self.words.counts, self.keys.counts)
        return head + b"".join(part.tobytes() for part in (*parts, *counts))


def profile_of(stored: bytes) -> Profile:
    """Return the profile of what `to_bytes` made. Raises `ValueError` for anything else."""
    import numpy as np

    if len(stored) < _HEAD.size:
        raise ValueError("a profile is cut")
    is_arabic, words, keys, numbers = _HEAD.unpack_from(stored)
    if len(stored) != _HEAD.size + 5 * (words + keys) + 2 * numbers:
        raise ValueError("a profile has another length than it states")
    tokens = np.frombuffer(stored, np.uint32, words + keys, _HEAD.size)
    vector = np.frombuffer(stored, np.float16, numbers, _HEAD.size + 4 * (words + keys))
    counts = np.frombuffer(stored, np.uint8, words + keys, len(stored) - words - keys)
    return Profile(
        bool(is_arabic),
        Bag(tokens[:words], counts[:words]),
        Bag(tokens[words:], counts[words:]),
        vector,
    )


def profiles(
    articles: Sequence[Article], analyzer: Analyzer, encoder: Embedder | None
) -> list[Profile]:
    """Return the profile of each article; without an encoder they have no vector."""
    import numpy as np

    if encoder is None or not articles:
        vectors = np.zeros((len(articles), 0), dtype=np.float16)
    else:
        texts = [_opening(article, ENCODED_WORDS) for article in articles]
        vectors = encoder.embed_documents(texts).astype(np.float16)
    return [
        Profile(article.language == "ar", _words(article), _keys(article, analyzer), vector)
        for article, vector in zip(articles, vectors, strict=True)
    ]


def _words(article: Article) -> Bag:
    title = content_stems(article.title) if article.titled else []
    opening = content_stems(_opening(article, STEMMED_WORDS))
    return bag(chain(title * (TITLE_COUNTS - 1), opening))


def _keys(article: Article, analyzer: Analyzer) -> Bag:
    units = analyzer.key_units(_opening(article, KEYED_WORDS))
    return bag(chain.from_iterable(map(set, units)))


def bag(tokens: Iterable[str]) -> Bag:
    """Return the bag of some tokens."""
    import numpy as np

    counted = sorted(Counter(crc32(token.encode()) for token in tokens).items())
    return Bag(
        np.array([token for token, _ in counted], dtype=np.uint32),
        np.array([min(count, _MOST) for _, count in counted], dtype=np.uint8),
    )


def _opening(article: Article, words: int) -> str:
    """Return the title, where the article has one, and the first words of the text."""
    opening = " ".join(article.text[: words * 24].split()[:words])
    return f"{article.title}\n{opening}" if article.titled else opening
