"""Holds streamed text back for as long as it could still turn out to be a refusal."""

from __future__ import annotations

import re

NO_ANSWER = "NO_ANSWER"
"""What a model writes when the passages hold no answer."""

LONGEST_LEAD = 200
"""Characters kept of what comes before the first word of a reply."""

_OPENING, _CLOSING = "<think>", "</think>"  # some servers stream the reasoning as if an answer
_WORD = re.compile(r"\w")


class StreamFilter:
    """Passes on the text that may be shown, in time linear in the length of the reply.

    `refused` is True once the reply has begun with `NO_ANSWER`: nothing was passed on before, and
    nothing is passed on later. Within a reply the word is replaced by a space. Reasoning before the
    reply is dropped.
    """

    def __init__(self) -> None:
        self.refused = False
        self._begun = False
        self._thinking = False
        self._through_thinking = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece, and return the text that may be shown by now, often ""."""
        if self.refused:
            return ""
        self._held += piece
        if not self._through_thinking and not self._past_thoughts():
            return ""
        if NO_ANSWER in self._held:
            start, _, _ = self._held.partition(NO_ANSWER)
            self.refused = not self._begun and not _WORD.search(start)
            # A space keeps what is left apart, or it could form the word anew.
            self._held = "" if self.refused else self._held.replace(NO_ANSWER, " ")
        return self._let(len(self._held) - _overlap(self._held, NO_ANSWER))

    def close(self) -> str:
        """Return what was held back, at the end of the reply."""
        if self._thinking:
            self._held = ""
        return self._let(len(self._held))

    def _let(self, length: int) -> str:
        """Return the first `length` characters of the held text, unless they hold no word yet."""
        start = 0
        if not self._begun:
            word = _WORD.search(self._held, 0, length)
            start = max(0, (word.start() if word else length) - LONGEST_LEAD)
            if word is None:
                self._held = self._held[start:]
                return ""
        self._begun = self._through_thinking = True
        shown, self._held = self._held[start:length], self._held[length:]
        return shown

    def _past_thoughts(self) -> bool:
        """Drop finished reasoning, and tell whether the reply itself can begin."""
        while True:
            if self._thinking:
                _, ended, rest = self._held.partition(_CLOSING)
                self._thinking = not ended
                kept = _overlap(self._held, _CLOSING)
                self._held = rest if ended else self._held[len(self._held) - kept :]
                if not ended:
                    return False
            head = self._held.lstrip()
            if not head.startswith(_OPENING):
                break
            self._thinking, self._held = True, head.removeprefix(_OPENING)
        self._through_thinking = bool(head) and not _OPENING.startswith(head)
        return self._through_thinking or not head


def _overlap(text: str, word: str) -> int:
    """Return the length of the longest beginning of `word` that `text` ends with."""
    return next((n for n in range(len(word) - 1, 0, -1) if text.endswith(word[:n])), 0)
