"""Holds streamed text back while it could still turn out to be no answer at all."""

from __future__ import annotations

import re

NO_ANSWER = "NO_ANSWER"
"""What a model writes when the passages hold no answer."""

_THOUGHTS = ("<think>", "</think>")  # some servers stream the reasoning as if it were the answer
_WORD = re.compile(r"\w")


class Gate:
    """Lets through what may be shown.

    `refused` is True once the reply has begun with `NO_ANSWER`: nothing was let through then, and
    nothing will be. Later in a reply the word becomes a space. Thoughts before the reply are
    dropped.
    """

    def __init__(self) -> None:
        self.refused = False
        self._begun = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; return the text that may be shown by now, often none."""
        if self.refused:
            return ""
        self._held += piece
        if not self._begun and not self._past_thoughts():
            return ""
        while NO_ANSWER in self._held and not self.refused:
            start, _, rest = self._held.partition(NO_ANSWER)
            self.refused = not self._begun and not _WORD.search(start)
            self._held = f"{start} {rest}"  # apart, or they could form the word anew
        if self.refused:
            self._held = ""
            return ""
        return self._let(len(self._held) - _overlap(self._held, NO_ANSWER))

    def close(self) -> str:
        """The end of the reply: return what was held back."""
        if self._held.lstrip().startswith(_THOUGHTS[0]) and not self._begun:
            self._held = ""
        return self._let(len(self._held))

    def _let(self, length: int) -> str:
        """Let the first `length` characters go, unless there has been no word yet."""
        shown = self._held[:length]
        if not self._begun and not _WORD.search(shown):
            return ""
        self._begun = True
        self._held = self._held[length:]
        return shown

    def _past_thoughts(self) -> bool:
        """Drop finished thoughts; False while they go on or may still begin."""
        opening, closing = _THOUGHTS
        while (head := self._held.lstrip()).startswith(opening):
            _, ended, rest = head.partition(closing)
            if not ended:
                return False
            self._held = rest
        return not (head and opening.startswith(head))


def _overlap(text: str, word: str) -> int:
    """The length of the longest beginning of `word` that `text` ends with."""
    return next((n for n in range(len(word) - 1, 0, -1) if text.endswith(word[:n])), 0)
