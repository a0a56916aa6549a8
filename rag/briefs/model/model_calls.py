"""Makes the calls of a chat model that one brief takes."""

from __future__ import annotations

import asyncio

from rag.briefs.tuning import READING_SHARE
from rag.grounding.marker_forms import canonical
from rag.llm.chat_stream import Chat, Messages
from rag.llm.model_faults import ChatFault, ChatFaultKind, as_error
from rag.llm.prompt_layout import Budget
from rag.llm.repetition import LoopWatch
from rag.llm.stream_filter import StreamFilter
from rag.records import Language, Usage

MOST_CALL_TIMES = 6
"""A brief takes at most this many times as long as one call may."""

_AT_ONCE = 3  # calls at the same time; more than a few are refused by many servers
_MOST_FAULTS = 2  # after which a server is taken to be down
_HOPELESS: tuple[ChatFaultKind, ...] = ("model_key", "model_missing", "model_quota")


class Calls:
    """Asks a chat model, and keeps count of usage and failures.

    `timeout` bounds a call, in seconds; half of the time of all calls is for reading. Nothing more
    is asked after a failure that will come again, or after the second failure.
    """

    def __init__(self, chat: Chat, budget: Budget, *, timeout: float) -> None:
        self.usage = Usage()
        self.fault: ChatFaultKind | None = None
        self.cut = False
        self._chat = chat
        self._budget = budget
        self._timeout = timeout
        self._began = self._now()
        self._faults = 0
        self._few = asyncio.Semaphore(_AT_ONCE)

    @property
    def incomplete(self) -> bool:
        """Tell whether something that was asked for did not come, or not all of it."""
        return self.cut or self.fault is not None

    @property
    def stopped(self) -> bool:
        """Tell whether nothing more will be asked."""
        hopeless = self._faults >= _MOST_FAULTS or self.fault in _HOPELESS
        return hopeless or self._spent() >= 1

    @property
    def reading_over(self) -> bool:
        """Tell whether the time for reading is used up, so that the rest is left for writing."""
        return self.stopped or self._spent() >= READING_SHARE

    def note(self, fault: ChatFaultKind) -> None:
        """Remember a failure."""
        self.fault = fault
        self._faults += 1

    async def ask(self, messages: Messages) -> str | None:
        """Return the model's reply, "" when it says that there is nothing; None for a failure."""
        async with self._few:
            if self.stopped:
                self.note(self.fault or "model_slow")
                return None
            try:
                return await self.send(messages)
            except ChatFault as fault:
                self.note(fault.kind)
                return None

    async def send(self, messages: Messages) -> str:
        """Return the model's reply, "" when it says that there is nothing. Raises `ChatFault`.

        The last line of a reply that was cut short is left out.
        """
        deadline = min(self._now() + self._timeout, self._began + MOST_CALL_TIMES * self._timeout)
        try:
            reply, end = await self._chat.complete(messages, deadline=deadline, enough=LoopWatch())
        except ChatFault as fault:
            self.usage += fault.usage
            raise
        self.usage += end.usage
        if not end.usage.estimated:
            self._budget.learn(messages, reported=end.usage.prompt_tokens)
        gate = StreamFilter()
        text = canonical(gate.feed(reply) + gate.close()).strip()
        if not text and not gate.refused:
            raise ChatFault("model_reply", Usage())
        if end.finish != "stop":
            self.cut = True
            text, _, _ = text.rpartition("\n")
        return text

    def raise_for(self, language: Language, *, model: str) -> None:
        """Raise the `ModelError` of the last failure, if there was one."""
        if self.fault is not None:
            raise as_error(self.fault, language, model=model, usage=self.usage)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _spent(self) -> float:
        """Return the share of the time for all calls that has passed."""
        return (self._now() - self._began) / (MOST_CALL_TIMES * self._timeout)
