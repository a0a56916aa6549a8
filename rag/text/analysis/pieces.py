"""Takes a text apart at its white space, each distinct piece once.

News repeats its words: of ten pieces nine have been seen before, and whatever depends on one piece
alone is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Generic, TypeVar

from rag.text.analysis.folding import fold
from rag.text.analysis.number_words import number_words
from rag.text.analysis.stemming import stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import tokens, word

T = TypeVar("T")

_KEPT = 1 << 17  # pieces, 40 MB; 2,000 articles have 70,000 different ones, most of them once
_LONGEST = 100  # letters of what is kept: data in a text can be megabytes long
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile("[a-z]+|[ء-ي]+")
# Of most pieces nothing is to be found out: one word of one script, and signs around it.
_ONE_WORD = re.compile(r"[^\w\s]*([A-Za-z]+|[ء-ي]+)[^\w\s]*")

PLAIN, NUMERIC, APART = range(3)
"""Kinds of pieces: one without a number, one in which a number or a number word may be, and one
that folding makes several pieces of, or none: km² is `km 2`."""


class Memo(dict[str, T], Generic[T]):
    """Keeps what a function makes of strings: the last `kept` at least, twice as many at most, and
    nothing that is longer than words are.

    It is looked up as a dictionary, which is faster than any call. Safe to use from many threads.
    """

    def __init__(self, make: Callable[[str], T], *, kept: int = _KEPT) -> None:
        """Make what is missing by `make`."""
        super().__init__()
        self._make = make
        self._kept = kept
        self._former: dict[str, T] = {}

    def __missing__(self, key: str) -> T:
        """Return what was kept of a string before the last change of generations, or make it."""
        if len(key) > _LONGEST:
            return self._make(key)
        if len(self) >= self._kept:
            self._former = dict(self)
            self.clear()
        found = self._former.get(key)
        made = self[key] = self._make(key) if found is None else found
        return made


class TextPiece:
    """What a text has between two white spaces, folded, the tokens in it with their normalised
    words, the stems of those that are no stopwords, and its `kind`."""

    __slots__ = ("folded", "kind", "stems", "tokens", "words")

    def __init__(self, folded: str) -> None:
        """Take a piece apart that is folded already."""
        self.folded = folded
        if (one := _ONE_WORD.fullmatch(folded)) is not None:
            self.tokens: tuple[str, ...] = (one[1],)
            self.kind = NUMERIC if one[1].lower() in number_words() else PLAIN
        else:
            self.tokens = tuple(tokens(folded))
            self.kind = _kind(folded)
        words = tuple(map(word, self.tokens))
        self.words = self.tokens if words == self.tokens else words  # most are the same
        self.stems = tuple([stem(one) for one in words if not is_stopword(one)])


def _kind(folded: str) -> int:
    if not folded or " " in folded:
        return APART
    held = _DIGIT.search(folded) is not None or not (
        number_words().keys().isdisjoint(_LETTERS.findall(folded.lower()))
    )
    return NUMERIC if held else PLAIN


def _folded_piece(text: str) -> TextPiece:
    return TextPiece(fold(text))


_pieces = Memo(_folded_piece)
_folded_pieces = Memo(TextPiece, kept=1 << 12)


# An article is read for its stems, its keys and its names, one after the other.
@lru_cache(maxsize=1 << 8)
def pieces_of(text: str) -> Sequence[TextPiece]:
    """Return the pieces of a text; joined by spaces, their folded forms are the folded text."""
    found = list(map(_pieces.__getitem__, text.split()))
    kinds = [piece.kind for piece in found]
    if APART not in kinds and not (NUMERIC in kinds and _may_be_one_number(found, kinds)):
        return found
    # Folding puts together what stands in several pieces (25 000), and takes others apart.
    return list(map(_folded_pieces.__getitem__, fold(text).split()))


def tokens_of(pieces: Sequence[TextPiece]) -> list[str]:
    """Return the tokens of pieces with their capitals, as `tokens` finds them in the whole text."""
    return list(chain.from_iterable([piece.tokens for piece in pieces]))


def words_of(pieces: Sequence[TextPiece]) -> list[str]:
    """Return the normalised words of pieces, one for each token."""
    return list(chain.from_iterable([piece.words for piece in pieces]))


def stems_of(pieces: Sequence[TextPiece]) -> list[str]:
    """Return the stems of pieces in order, stopwords left out."""
    return list(chain.from_iterable([piece.stems for piece in pieces]))


def _may_be_one_number(pieces: Sequence[TextPiece], kinds: Sequence[int]) -> bool:
    """Tell whether a piece that ends in a digit stands before one that begins with one."""
    spots = [at for at, kind in enumerate(kinds) if kind == NUMERIC]
    return any(
        other == spot + 1
        and pieces[spot].folded[-1].isdigit()
        and pieces[other].folded[0].isdigit()
        for spot, other in pairwise(spots)
    )
