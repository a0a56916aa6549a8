"""Takes a text apart at its white space, each distinct piece once.

News repeats its words: of ten pieces nine have been seen before, and whatever depends on one piece
alone is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import Generic, TypeVar

from rag.text.analysis.folding import fold
from rag.text.analysis.number_words import number_words
from rag.text.analysis.tokenizer import tokens

T = TypeVar("T")

_KEPT = 1 << 17  # pieces, 30 MB; 2,000 articles have 70,000 different ones, most of them once
_LONGEST = 100  # letters of what is kept: data in a text can be megabytes long
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile("[a-z]+|[ء-ي]+")


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
    """What a text has between two white spaces, folded, and the tokens in it.

    `is_numeric` where a number or a number word may be in it; `is_whole` where folding leaves it
    one piece, which it does but for signs that become digits of their own: km² is `km 2`.
    """

    __slots__ = ("folded", "is_numeric", "is_whole", "tokens")

    def __init__(self, folded: str) -> None:
        """Take a piece apart that is folded already."""
        self.folded = folded
        self.tokens = tuple(tokens(folded))
        self.is_whole = bool(folded) and " " not in folded
        self.is_numeric = _DIGIT.search(folded) is not None or not (
            number_words().keys().isdisjoint(_LETTERS.findall(folded.lower()))
        )


def _folded_piece(text: str) -> TextPiece:
    return TextPiece(fold(text))


_pieces = Memo(_folded_piece)
_folded_pieces = Memo(TextPiece, kept=1 << 12)


def pieces_of(text: str) -> list[TextPiece]:
    """Return the pieces of a text; joined by spaces, their folded forms are the folded text."""
    found = list(map(_pieces.__getitem__, text.split()))
    if False not in [piece.is_whole for piece in found] and not _may_be_one_number(found):
        return found
    # Folding puts together what stands in several pieces (25 000), and takes others apart.
    return list(map(_folded_pieces.__getitem__, fold(text).split()))


def folded_text(text: str) -> str:
    """Return a text folded, as `fold` does: for texts whose words are looked up again."""
    return " ".join([piece.folded for piece in pieces_of(text)])


def tokens_of(pieces: Sequence[TextPiece]) -> list[str]:
    """Return the tokens of pieces with their capitals, as `tokens` finds them in the whole text."""
    return list(chain.from_iterable([piece.tokens for piece in pieces]))


def _may_be_one_number(pieces: Sequence[TextPiece]) -> bool:
    """Tell whether a piece that ends in a digit stands before one that begins with one."""
    spots = [at for at, piece in enumerate(pieces) if piece.is_numeric]
    return any(
        other == spot + 1
        and pieces[spot].folded[-1].isdigit()
        and pieces[other].folded[0].isdigit()
        for spot, other in pairwise(spots)
    )
