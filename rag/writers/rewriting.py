"""Makes a follow-up question readable without its conversation, with a chat model."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from prompts.loader import load_prompt
from rag.records import Turn, Usage
from rag.writers.chat import Chat, ChatModel
from rag.writers.faults import ChatFault
from rag.writers.gate import Gate
from rag.writers.metering import Price
from rag.writers.passages import line

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
        """The question as one line that stands alone, and what it cost.

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
        gate = Gate()
        rewritten = (gate.feed(reply) + gate.close()).strip().strip(_QUOTES)
        usable = end.finish == "stop" and _is_question(rewritten, question)
        return rewritten if usable else question, end.usage


def _is_question(rewritten: str, question: str) -> bool:
    longest = max(QUESTION_LENGTH, 2 * len(question))
    one_line = len(rewritten.splitlines()) == 1
    return one_line and len(rewritten) <= longest and _WORD.search(rewritten) is not None


def _lay_out(history: Sequence[Turn]) -> str:
    """The last turns, oldest first, as data: earlier answers hold text of articles."""
    lines = []
    for turn in history[-TURNS:]:
        lines.append(f"Question: {line(turn.question[:ANSWER_LENGTH])}")
        if turn.answer:
            lines.append(f"Answer: {line(turn.answer[:ANSWER_LENGTH])}")
    return "\n".join(lines)
