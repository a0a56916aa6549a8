"""What Milvus is given to read: tokens as words that no tokenizer changes, and filters as its
expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from rag.records import SearchFilter
from rag.store.fusion import GRAM_WEIGHT
from rag.store.word_index import Term, Token

MOST_BYTES = 65_535
"""The longest text that a field of Milvus takes. The tokens of a chunk of 256 tokens take about a
tenth of it; what is longer loses its last 4-grams."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LENGTH = 8  # letters: of a million different tokens, two or three pairs are written alike
_STEPS = {"s": GRAM_WEIGHT, "g": GRAM_WEIGHT, "k": 0.1}  # of weights, by the kind of token

_ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})

FIELDS = {"s": "words", "g": "words", "k": "keys"}
"""In which field of the collection the tokens of each kind are. Stems and 4-grams share one: a
search then returns the best by the sum of both scores, and not only the best by either."""


@lru_cache(maxsize=1 << 17)
def written(field: str, token: str) -> str:
    """Return a token as eight small letters: Milvus's tokenizer `standard` splits at anything but
    letters and digits, and others change capitals or drop long words.

    `field` makes the same letters another token: a word of four letters may be a stem and a 4-gram.
    """
    digest = blake2b(f"{field}{token}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest)
    letters = []
    for _ in range(_LENGTH):
        number, at = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)


def written_text(*spelt: tuple[str, str]) -> str:
    """Return the tokens of a chunk for a field: each pair is a kind and tokens with spaces
    between."""
    words = [written(kind, token) for kind, tokens in spelt for token in tokens.split()]
    return " ".join(words[: MOST_BYTES // (_LENGTH + 1)])


def asked_text(terms: Iterable[Term]) -> str:
    """Return a query for BM25: each token as often as its weight says, for Milvus multiplies its
    score by how often it stands in the query."""
    parts = [(written(kind, token), kind, weight) for kind, token, weight in terms]
    return " ".join(
        word for word, kind, weight in parts for _ in range(round(weight / _STEPS[kind]))
    )


def expression(where: SearchFilter, *more: str) -> str:
    """Return a filter as an expression of Milvus, with `more` conditions; empty for none."""
    conditions = list(more)
    if where.language is not None:
        conditions.append(f"language == {_text(where.language)}")
    if where.outlets:
        conditions.append(f"outlet in {_texts(where.outlets)}")
    if where.articles:
        conditions.append(f"article in {_texts(where.articles)}")
    if where.since is not None:
        conditions.append(f"day >= {day_number(where.since)}")
    if where.until is not None:
        conditions.append(f"day <= {day_number(where.until)}")
        conditions.append("day > 0")
    return " and ".join(conditions)


def among(chunk_ids: Sequence[str]) -> str:
    """Return the condition that a chunk is one of some."""
    return f"id in {_texts(chunk_ids)}"


def holds(token: Token) -> str:
    """Return the condition that a chunk holds a token."""
    kind, text = token
    return f'TEXT_MATCH({FIELDS[kind]}, "{written(kind, text)}")'


def holds_all(words: Sequence[Sequence[Sequence[Token]]]) -> str:
    """Return the condition that a chunk holds each of some words in one of its spellings, all
    tokens of that spelling."""
    return " and ".join(
        "(" + " or ".join("(" + " and ".join(map(holds, one)) + ")" for one in spellings) + ")"
        for spellings in words
    )


def day_number(when: date | None) -> int:
    """Return a day as a number in the order of days, 20240728; 0 for none."""
    return 0 if when is None else when.year * 10_000 + when.month * 100 + when.day


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    """Return a text as a literal."""
    return f'"{value.translate(_ESCAPED)}"'
