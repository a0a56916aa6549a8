"""The calls of a chat model that one brief takes, and the check of what it writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rag.briefs.brief_prompts import mend_prompt
from rag.briefs.model_reply import DraftClaim, one_line
from rag.briefs.points import FAILS, checked
from rag.llm.chat_stream import Chat, Messages
from rag.llm.model_faults import ChatFault, FaultKind, as_error
from rag.llm.prompt_layout import Budget
from rag.llm.stream_filter import StreamFilter
from rag.records import Language, Usage, Version
from rag.text.analysis.languages import detect_language

MOST_TIMES = 6
"""A brief takes at most so many times as long as a call may."""

_AT_ONCE = 3
_MOST_FAULTS = 2
_HOPELESS: tuple[FaultKind, ...] = ("model_key", "model_missing", "model_quota")


class Calls:
    """Asks, and keeps what it took and what went wrong.

    `timeout` bounds a call in seconds; half of the time of all calls is for reading. After a fault
    that will come again, or the second one, nothing more is asked.
    """

    def __init__(self, chat: Chat, budget: Budget, *, timeout: float) -> None:
        self.usage = Usage()
        self.fault: FaultKind | None = None
        self.cut = False
        self._chat = chat
        self._budget = budget
        self._timeout = timeout
        self._began = self._now()
        self._faults = 0
        self._few = asyncio.Semaphore(_AT_ONCE)

    @property
    def incomplete(self) -> bool:
        """Whether something that was asked for did not come, or not all of it."""
        return self.cut or self.fault is not None

    @property
    def stopped(self) -> bool:
        """Whether nothing more is asked."""
        hopeless = self._faults >= _MOST_FAULTS or self.fault in _HOPELESS
        return hopeless or self._spent() >= 1

    @property
    def reading_over(self) -> bool:
        """Whether what is left of the time is for writing."""
        return self.stopped or self._spent() >= 0.5

    def note(self, fault: FaultKind) -> None:
        """Remember a failure."""
        self.fault = fault
        self._faults += 1

    async def ask(self, messages: Messages) -> str | None:
        """The model's whole reply, "" when it says that there is nothing; None for a failure."""
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
        """The same, but raises `ChatFault`. Of a reply that was cut short the last line is left
        out."""
        deadline = min(self._now() + self._timeout, self._began + MOST_TIMES * self._timeout)
        try:
            reply, end = await self._chat.complete(messages, deadline=deadline)
        except ChatFault as fault:
            self.usage += fault.usage
            raise
        self.usage += end.usage
        self._budget.learn(messages, reported=end.usage.prompt_tokens)
        gate = StreamFilter()
        text = (gate.feed(reply) + gate.close()).strip()
        if not text and not gate.refused:
            raise ChatFault("model_reply", Usage())
        if end.finish != "stop":
            self.cut = True
            text, _, _ = text.rpartition("\n")
        return text

    def raise_for(self, language: Language, *, model: str) -> None:
        """Raise the `ModelError` of the last failure, if there was one."""
        if self.fault is not None:
            raise as_error(self.fault, language, model=model)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _spent(self) -> float:
        """The share of all time that has gone by."""
        return (self._now() - self._began) / (MOST_TIMES * self._timeout)


class Checker:
    """Gives what was written its verdict. `rarity` as in `check_claim`."""

    def __init__(self, calls: Calls, rarity: Callable[[str], float]) -> None:
        self._calls = calls
        self._rarity = rarity

    def version(self, text: str, claim: DraftClaim, language: Language) -> Version:
        """A text that rests on what a claim cites, under its verdict."""
        return checked(text, claim.citations, language=language, rarity=self._rarity)

    async def passed(self, text: str, claim: DraftClaim, language: Language) -> Version:
        """The same; where the text fails, what the model makes of it in a second try."""
        first = self.version(text, claim, language)
        if first.verdict.status not in FAILS:
            return first
        again = await self.mended(first, claim, fact=claim.text, reasons=first.verdict.reasons)
        return again or first

    async def mended(
        self, side: Version, claim: DraftClaim, *, fact: str, reasons: Sequence[str]
    ) -> Version | None:
        """The side written again, for `reasons`, to tell `fact`; None where nothing came, or in
        another language."""
        prompt = mend_prompt(side.text, claim, fact=fact, reasons=reasons, language=side.language)
        text = one_line(await self._calls.ask(prompt) or "")
        if not text or detect_language(text, default=side.language) != side.language:
            return None
        return self.version(text, claim, side.language)
