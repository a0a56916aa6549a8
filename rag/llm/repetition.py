"""Tells a model that repeats itself from one that goes on."""

from __future__ import annotations

import re
from collections import Counter

from rag.llm.stream_filter import StreamFilter
from rag.llm.tuning import (
    LEAST_VARIED_WORDS,
    MOST_STALE_CHARACTERS,
    MOST_STALE_SENTENCES,
    MOST_VARIED_SENTENCES,
    SHARED_WITH_VARIANT,
    TIMES_SAID,
)
from rag.text.analysis.folding import normalize

_WORDS = re.compile(r"\w+")
_VARIED_KEPT = 20  # sentences before a variant; a loop is shorter


class LoopWatch:
    """Tells, piece by piece, when a reply in lines begins to repeat itself; reasoning may."""

    def __init__(self) -> None:
        self._gate = StreamFilter()
        self._repetition = Repetition()
        self._held = ""

    def __call__(self, piece: str) -> bool:
        """Take the next piece, and tell whether the model should be stopped."""
        self._held += self._gate.feed(piece)
        *lines, self._held = self._held.split("\n")
        for line in filter(None, map(str.strip, lines)):
            self._repetition.read(line)
            self._repetition.repeats(line)
        return self._repetition.looping or self._gate.ended or is_stale(self._held)


def is_stale(text: str) -> bool:
    """Tell whether the end of a text has had no new word for long."""
    if len(text) < 2 * MOST_STALE_CHARACTERS:
        return False
    before, after = text[:-MOST_STALE_CHARACTERS], text[-MOST_STALE_CHARACTERS:]
    inner = after.partition(" ")[2].rpartition(" ")[0]  # the words at both ends are cut
    return set(_WORDS.findall(normalize(inner))) <= set(_WORDS.findall(normalize(before)))


class Repetition:
    """Watches the words and the sentences of one reply.

    `looping` is True once a sentence came for the third time, or a long run of sentences or
    characters had no new word, or a run of sentences only varied earlier ones. It depends on the
    order of the text alone, if it is given word by word.
    """

    def __init__(self) -> None:
        self.looping = False
        self._said: Counter[str] = Counter()
        self._known: set[str] = set()
        self._in_sentences: set[str] = set()
        self._stale_characters = 0
        self._stale_sentences = 0
        self._varied: list[frozenset[str]] = []
        self._varied_sentences = 0

    def read(self, part: str) -> None:
        """Take the next words of the reply."""
        words = set(_WORDS.findall(normalize(part)))
        new = not words <= self._known
        self._known |= words
        self._stale_characters = 0 if new else self._stale_characters + len(part)
        self.looping = self.looping or self._stale_characters >= MOST_STALE_CHARACTERS

    def repeats(self, sentence: str) -> bool:
        """Take the next sentence, and tell whether it was said before."""
        words = _WORDS.findall(normalize(sentence))
        new = not self._in_sentences.issuperset(words)
        self._in_sentences.update(words)
        self._stale_sentences = 0 if new else self._stale_sentences + 1
        said = " ".join(words)
        self._said[said] += 1
        often = self._said[said] >= TIMES_SAID or self._varies(frozenset(words))
        self.looping = self.looping or often or self._stale_sentences >= MOST_STALE_SENTENCES
        return self._said[said] > 1

    def _varies(self, words: frozenset[str]) -> bool:
        """Take the words of a sentence, and tell whether it ends a run of variants."""
        if len(words) < LEAST_VARIED_WORDS:
            return False
        alike = any(
            len(words & other) >= SHARED_WITH_VARIANT * len(words | other) for other in self._varied
        )
        self._varied_sentences = self._varied_sentences + 1 if alike else 0
        self._varied = [*self._varied[-_VARIED_KEPT:], words]
        return self._varied_sentences >= MOST_VARIED_SENTENCES

    def may_repeat(self, beginning: str) -> bool:
        """Tell whether a sentence with this beginning may have been said before."""
        words = " ".join(_WORDS.findall(normalize(beginning)))
        return any(said.startswith(words) for said in self._said)
