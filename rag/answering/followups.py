"""Makes a follow-up question readable without its conversation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence

from prompts.loader import load_prompt
from rag.answering.tuning import CARRIED, STRONG, WHOLE_COVERAGE, WHOLE_STEMS
from rag.llm.chat_stream import Chat, ChatModel
from rag.llm.metering import Price
from rag.llm.model_faults import ChatFault
from rag.llm.prompt_layout import line
from rag.llm.stream_filter import StreamFilter
from rag.records import Turn, Usage
from rag.text.analysis.languages import detect_language
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

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
        """Take what the parts need: `rarity` gives the idf of a stem; `coverage` how much of a
        question its best passage has, from 0 to 1."""
        self._rarity = rarity
        self._coverage = coverage

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """Return the question, with words of earlier ones behind it where it leans on them."""
        if not history or await asyncio.to_thread(self._stands_alone, question, history[-1]):
            return question, Usage()
        standalone = question
        for turn, count in zip(reversed(history), CARRIED, strict=False):
            standalone = " ".join([standalone, *self._rarest(turn.question, standalone)[:count]])
        return standalone, Usage()

    def _stands_alone(self, question: str, before: Turn) -> bool:
        own = words(question)
        stems = set(filter(None, map(content_stem, own)))
        nowhere = self._rarity(_NOWHERE)
        known = [weight for stem in stems if (weight := self._rarity(stem)) < nowhere]
        if sum(known) >= STRONG * nowhere:
            return True
        if any(word in _POINTERS for word in own):
            return False
        if detect_language(question) != detect_language(before.question):
            return True  # words of the other language would find nothing
        return len(stems) >= WHOLE_STEMS and self._coverage(question) >= WHOLE_COVERAGE

    def _rarest(self, before: str, question: str) -> list[str]:
        """Return the words of `before` that the question lacks and a text has, the rarest first."""
        has = set(map(content_stem, words(question)))
        nowhere = self._rarity(_NOWHERE)
        weights = {
            word: weight
            for word in words(before)
            if (stem := content_stem(word)) and stem not in has
            if (weight := self._rarity(stem)) < nowhere
        }
        return sorted(weights, key=lambda word: -weights[word])


TURNS = 4
ANSWER_LENGTH = 600
QUESTION_LENGTH = 400

_QUOTES = " \t\"'«»“”`"
_WORD = re.compile(r"\w")


class ModelRewriter:
    """A `Rewriter` that asks a chat model, and keeps the question where that does not help."""

    def __init__(
        self, model: ChatModel, *, timeout: float = 20.0, price: Price | None = None
    ) -> None:
        self._chat = Chat(model, price=price)
        self._timeout = timeout

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """Return the question as one line that stands alone, and what it cost.

        The question as it is when there is no history, when the model fails, and when its reply
        is no single short line.
        """
        if not history:
            return question, Usage()
        prompt = load_prompt("rewrite").render(history=_lay_out(history), question=line(question))
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            reply, end = await self._chat.complete(prompt.messages, deadline=deadline)
        except ChatFault as fault:
            return question, fault.usage
        gate = StreamFilter()
        rewritten = (gate.feed(reply) + gate.close()).strip().strip(_QUOTES)
        usable = end.finish == "stop" and _is_question(rewritten, question)
        return rewritten if usable else question, end.usage


def _is_question(rewritten: str, question: str) -> bool:
    longest = max(QUESTION_LENGTH, 2 * len(question))
    one_line = len(rewritten.splitlines()) == 1
    return one_line and len(rewritten) <= longest and _WORD.search(rewritten) is not None


def _lay_out(history: Sequence[Turn]) -> str:
    """Return the last turns, oldest first, as data: earlier answers hold text of articles."""
    lines = []
    for turn in history[-TURNS:]:
        lines.append(f"Question: {line(turn.question[:ANSWER_LENGTH])}")
        if turn.answer:
            lines.append(f"Answer: {line(turn.answer[:ANSWER_LENGTH])}")
    return "\n".join(lines)
