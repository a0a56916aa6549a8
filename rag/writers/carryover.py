"""Follow-up questions without a model: telling words of earlier questions are carried over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rag.records import Turn, Usage
from rag.text.analysis import content_stem
from rag.text.language import detect_language
from rag.text.words import words

_CARRIED = (2, 1)
"""So many of the rarest words of the question before, and of the one before that."""

_STRONG = 2.0
"""A question whose words are together as rare as so many words that stand nowhere needs no help."""

_WHOLE_STEMS, _WHOLE_COVERAGE = 4, 0.85
"""Nor does one of so many content words of which one passage has so much."""

_NOWHERE = "\0"  # a stem that stands in no text
_ENGLISH_POINTERS = """
it its he she they them him his her their theirs this these those
"""
_ARABIC_POINTERS = """
هو هي هم هن هما هذا هذه ذلك تلك هؤلاء أولئك هناك فيه فيها فيهم منه منها منهم له لها لهم عنه عنها
عنهم به بها بهم عليه عليها عليهم إليه إليها إليهم
"""
_POINTERS = frozenset(words(_ENGLISH_POINTERS + _ARABIC_POINTERS))


class CarryOver:
    """A `Rewriter` that knows no language, only which words are rare in the library."""

    def __init__(self, rarity: Callable[[str], float], coverage: Callable[[str], float]) -> None:
        """`rarity` gives the idf of a stem; `coverage` how much of a question its best passage
        has, from 0 to 1."""
        self._rarity = rarity
        self._coverage = coverage

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """The question, with words of earlier ones behind it where it leans on them."""
        if not history or await asyncio.to_thread(self._stands_alone, question, history[-1]):
            return question, Usage()
        standalone = question
        for turn, count in zip(reversed(history), _CARRIED, strict=False):
            standalone = " ".join([standalone, *self._rarest(turn.question, standalone)[:count]])
        return standalone, Usage()

    def _stands_alone(self, question: str, before: Turn) -> bool:
        own = words(question)
        stems = set(filter(None, map(content_stem, own)))
        nowhere = self._rarity(_NOWHERE)
        known = [weight for stem in stems if (weight := self._rarity(stem)) < nowhere]
        if sum(known) >= _STRONG * nowhere:
            return True
        if any(word in _POINTERS for word in own):
            return False
        if detect_language(question) != detect_language(before.question):
            return True  # words of the other language would find nothing
        return len(stems) >= _WHOLE_STEMS and self._coverage(question) >= _WHOLE_COVERAGE

    def _rarest(self, before: str, question: str) -> list[str]:
        """The words of `before` that the question lacks and some text has, the rarest first."""
        has = set(map(content_stem, words(question)))
        nowhere = self._rarity(_NOWHERE)
        weights = {
            word: weight
            for word in words(before)
            if (stem := content_stem(word)) and stem not in has
            if (weight := self._rarity(stem)) < nowhere
        }
        return sorted(weights, key=lambda word: -weights[word])
