"""Rerankers: what may put the candidates of a search into a better order.

None is needed. `ModelReranker` is the example to copy from.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from prompts.loader import load_prompt
from rag.llm.chat_stream import Chat, ReplyEnd
from rag.llm.model_faults import ChatFault
from rag.llm.prompt_layout import line
from rag.retrieval.tuning import RERANKED, SHOWN_LENGTH

_NUMBER = re.compile(r"\d+", re.ASCII)
_log = logging.getLogger(__name__)

RunAsync = Callable[[Coroutine[Any, Any, tuple[str, ReplyEnd]]], tuple[str, ReplyEnd]]
"""Runs a coroutine from a worker thread and returns its result, as `BackgroundLoop.run` does."""


class ModelReranker:
    """A `Reranker` that asks a chat model which candidates answer the question best."""

    def __init__(self, chat: Chat, run: RunAsync, *, timeout: float = 20.0) -> None:
        """Ask `chat` within `timeout` seconds, its coroutines run by `run`."""
        self._chat = chat
        self._run = run
        self._timeout = timeout

    def rerank(self, question: str, candidates: Sequence[str]) -> Sequence[int]:
        """Return the places in the model's order; in the given one when the model fails.

        Candidates that the model does not name follow in the order that they have.
        """
        if len(candidates) < 2:
            return range(len(candidates))
        shown = candidates[:RERANKED]
        try:
            reply, _ = self._run(self._ask(question, shown))
        except ChatFault as fault:
            _log.warning("the reranker keeps the order: %s", fault.kind)
            return range(len(candidates))
        named = [int(number) - 1 for number in _NUMBER.findall(reply)]
        known = (place for place in named if 0 <= place < len(shown))
        return list(dict.fromkeys([*known, *range(len(candidates))]))

    async def _ask(self, question: str, candidates: Sequence[str]) -> tuple[str, ReplyEnd]:
        numbered = (
            f"{number}. {line(text[:SHOWN_LENGTH])}"
            for number, text in enumerate(candidates, start=1)
        )
        prompt = load_prompt("rerank").render(
            candidates="\n".join(numbered), question=line(question)
        )
        deadline = asyncio.get_running_loop().time() + self._timeout
        return await self._chat.complete(prompt.messages, deadline=deadline)
