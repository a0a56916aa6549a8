"""Finds the longest known phrases in a run of words; Arabic clitics do not hide them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rag.text.stemming import is_arabic

_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")


class Lexicon:
    """Phrases of normalised words and the key that each stands for.

    Arabic phrases are entered and found without the article ال.
    """

    def __init__(self, entries: Iterable[tuple[Sequence[str], str]]) -> None:
        self._keys: dict[tuple[str, ...], str] = {}
        self._longest: dict[str, int] = {}
        for words, key in entries:
            phrase = tuple(map(without_article, words))
            if phrase:
                self._keys.setdefault(phrase, key)
                self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))
        self._heads = lru_cache(maxsize=1 << 16)(self._find_heads)

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """(start, end, key) of the longest phrases, left to right, never overlapping."""
        heads, free = self._heads, 0
        for at in [at for at, word in enumerate(words) if heads(word)]:
            if at < free:
                continue
            end, key = self._match(words, at)
            if key:
                yield at, end, key
                free = end

    def _match(self, words: Sequence[str], at: int) -> tuple[int, str]:
        best = (at, "")
        for head in self._heads(words[at]):
            tail = [without_article(word) for word in words[at + 1 : at + self._longest[head]]]
            for size in range(len(tail), -1, -1):
                key = self._keys.get((head, *tail[:size]))
                if key and at + 1 + size > best[0]:
                    best = (at + 1 + size, key)
        return best

    def _find_heads(self, word: str) -> tuple[str, ...]:
        """The first words of phrases that `word` may be, with its clitics taken off."""
        if not is_arabic(word):
            return (word,) if word in self._longest else ()
        heads = (
            without_article(word[len(clitic) :])
            for clitic in _CLITICS
            if word.startswith(clitic) and (not clitic or len(word) >= len(clitic) + 3)
        )
        return tuple(dict.fromkeys(head for head in heads if head in self._longest))


@lru_cache(maxsize=1 << 16)
def without_article(word: str) -> str:
    """An Arabic word without ال (also where ل has swallowed its alef); others as they are."""
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    if word.startswith("لل") and len(word) > 4:
        return word[2:]
    return word
