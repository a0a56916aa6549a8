"""Makes a follow-up question readable without its conversation."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Sequence

from prompts.loader import load_prompt
from rag.answering.tuning import BROUGHT_UP, CARRIED, FEW, STRONG, WHOLE_COVERAGE, WHOLE_STEMS
from rag.llm.chat_stream import Chat, ChatModel
from rag.llm.metering import Price
from rag.llm.model_faults import ChatFault
from rag.llm.prompt_layout import line
from rag.llm.stream_filter import StreamFilter
from rag.protocols import Rewriter, TokenCounter
from rag.records import Passage, Turn, Usage
from rag.retrieval.coverage import NOWHERE
from rag.retrieval.relevance import AskedQuestion
from rag.text.analysis.languages import detect_language
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import Analyzer, content_stem

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

    def __init__(
        self,
        rarity: Callable[[str], float],
        search: Callable[[str], Sequence[Passage]],
        coverage: Callable[[str, Sequence[str]], Sequence[float]],
        analyzer: Analyzer,
    ) -> None:
        """Take what the parts need: `rarity` gives the idf of a stem, `search` the passages that a
        question finds, `coverage` how much of a question each of some texts has, from 0 to 1;
        `analyzer` is the library's."""
        self._rarity = rarity
        self._search = search
        self._coverage = coverage
        self._analyzer = analyzer

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """Return the question, with words of earlier ones behind it where it leans on them."""
        if not history:
            return question, Usage()
        return await asyncio.to_thread(self._rewritten, question, history), Usage()

    def _rewritten(self, question: str, history: Sequence[Turn]) -> str:
        if self._stands_alone(question, history[-1]):
            return question
        standalone = question
        for turn, count in zip(reversed(history), CARRIED, strict=False):
            standalone = " ".join([standalone, *self._rarest(turn.question, standalone)[:count]])
        carried = standalone[len(question) :].strip()
        return question if self._finds_less(standalone, question, carried) else standalone

    def _stands_alone(self, question: str, before: Turn) -> bool:
        """Tell whether the words of a question are enough to find what it asks for."""
        stems, known = self._stems(question), self._known(question)
        if sum(known) >= STRONG * self._rarity(NOWHERE):
            return True
        language = detect_language(question)
        if AskedQuestion.by(question, language, self._rarity, self._analyzer).unheard:
            return True  # on what was not spoken of: "When did Netflix raise its prices?"
        if self._points(question):
            return False
        if language != detect_language(before.question):
            return True  # words of the other language would find nothing
        if len(stems) < WHOLE_STEMS:
            return False
        found = (passage.coverage for passage in self._search(question))
        return max(found, default=0.0) >= WHOLE_COVERAGE

    def _finds_less(self, standalone: str, question: str, carried: str) -> bool:
        """Tell whether a question finds less with the words of earlier ones than alone.

        A word of it stands in a few passages only, or it is told in the other language only, and is
        answered alone; but no passage that the carried words bring up has anything of it. Then the
        subject has changed.
        """
        if not carried or self._points(question) or not self._is_telling(question):
            return False
        if not any(passage.relevant for passage in self._search(question)):
            return False
        found = self._search(standalone)
        texts = [f"{one.article.title}\n{one.chunk.text}" for one in found]
        shares = zip(self._coverage(question, texts), self._coverage(carried, texts), strict=True)
        return not any(own > 0 for own, of_earlier in shares if of_earlier >= BROUGHT_UP)

    def _is_telling(self, question: str) -> bool:
        """Tell whether a word of a question stands in a few passages only, or none does in any: n
        passages of N have the idf ln(1 + (N - n + 1/2) / (n + 1/2))."""
        nowhere, known = self._rarity(NOWHERE), self._known(question)
        return not known or any(math.exp(nowhere - weight) / 2 <= FEW + 1 for weight in known)

    def _points(self, question: str) -> bool:
        return any(word in _POINTERS for word in words(question))

    def _stems(self, question: str) -> set[str]:
        return set(filter(None, map(content_stem, words(question))))

    def _known(self, question: str) -> list[float]:
        """Return the idf of each word of a question that stands in a text."""
        nowhere = self._rarity(NOWHERE)
        weights = map(self._rarity, self._stems(question))
        return [weight for weight in weights if weight < nowhere]

    def _rarest(self, before: str, question: str) -> list[str]:
        """Return the words of `before` that the question lacks and a text has, the rarest first."""
        has = set(map(content_stem, words(question)))
        nowhere = self._rarity(NOWHERE)
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
    """A `Rewriter` that asks a chat model, and leaves it to `fallback` where that does not help."""

    def __init__(
        self,
        model: ChatModel,
        *,
        fallback: Rewriter,
        timeout: float = 20.0,
        price: Price | None = None,
        counter: TokenCounter | None = None,
    ) -> None:
        self._chat = Chat(model, price=price, counter=counter)
        self._fallback = fallback
        self._timeout = timeout

    async def arewrite(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """Return the question as one line that stands alone, and what it cost.

        The question as it is when there is no history, and as the fallback makes it when the model
        fails or its reply is no single short line.
        """
        if not history:
            return question, Usage()
        prompt = load_prompt("rewrite").render(history=_lay_out(history), question=line(question))
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            reply, end = await self._chat.complete(prompt.messages, deadline=deadline)
        except ChatFault as fault:
            return await self._left(question, history, fault.usage)
        gate = StreamFilter()
        rewritten = (gate.feed(reply) + gate.close()).strip().strip(_QUOTES)
        usable = end.finish == "stop" and _is_question(rewritten, question)
        return (rewritten, end.usage) if usable else await self._left(question, history, end.usage)

    async def _left(
        self, question: str, history: Sequence[Turn], spent: Usage
    ) -> tuple[str, Usage]:
        rewritten, usage = await self._fallback.arewrite(question, history)
        return rewritten, spent + usage


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
