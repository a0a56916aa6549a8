"""A text folded character by character, so that what is found in it can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.normalize import fold

_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` in lower case, folded as `rag.text.normalize` folds letters, digits and signs; its
    character `i` comes from `source[offsets[i]]`. White space and separators stay."""

    source: str
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]`, which must not be empty, stands in the source."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def capital(self, at: int) -> bool:
        """Whether the character of `text` at `at` is a capital in the source."""
        return self.source[self.offsets[at]].isupper()


def plain(text: str) -> Plain:
    """`text` folded; takes time linear in its length. Empty for an empty one."""
    if text.isascii():
        return Plain(text, text.lower(), range(len(text)))
    pieces = list(map(_folded, text))
    if all(len(_folded(letter)) == 1 for letter in set(text)):
        return Plain(text, "".join(pieces), range(len(text)))
    offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    return Plain(text, "".join(pieces), offsets)


@lru_cache(maxsize=1 << 14)
def _folded(character: str) -> str:
    if character in _FRACTIONS:
        return character
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    folded = fold(character).lower()
    # km² and 10⁶: a digit that is set high or low counts nothing.
    return " " if character.isdigit() and not character.isdecimal() else folded
