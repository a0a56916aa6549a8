"""The first two words of phrases, which tell whether a phrase of several words may begin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

_NONE: Mapping[str, int] = {}


class PhrasePairs:
    """Knows which words may stand behind each other at the beginning of a phrase."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take phrases, their words with a space between; those of one word are left out."""
        self._seconds: dict[str, dict[str, int]] = {}
        for phrase in phrases:
            if " " in phrase:
                first, second, *rest = phrase.split(" ")
                longest = self._seconds.setdefault(first, {})
                longest[second] = max(2 + len(rest), longest.get(second, 0))

    def longest(self, words: Sequence[str]) -> int:
        """Return how many words the longest phrase has that begins with the first two of `words`;
        0 for none."""
        return self._seconds.get(words[0], _NONE).get(words[1], 0) if len(words) > 1 else 0

    def followers(self, one: str, other: str) -> Collection[str]:
        """Return the words that may stand behind either of two forms of a word."""
        first, second = self._seconds.get(one, _NONE), self._seconds.get(other, _NONE)
        return first if first is second else {**first, **second}
