"""Writes answers with a chat model of any provider that LangChain knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompts.loader import load_prompt
from rag.answering.composition import Composition
from rag.errors import ModelError
from rag.llm.chat_stream import Chat, ChatModel, Messages, ReplyEnd
from rag.llm.metering import Price
from rag.llm.model_faults import ChatFault, as_error
from rag.llm.prompt_layout import Budget, lay_out, line
from rag.llm.stream_filter import NO_ANSWER
from rag.messages.notices import NoticeKey, notice
from rag.protocols import TokenCounter, WriterEvent, WriterReport, WritingTask
from rag.records import Evidence, Language, Usage
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer

if TYPE_CHECKING:
    pass

LONGEST_ANSWER = 6000  # characters; a model that runs on is cut there

_LANGUAGES: dict[Language, str] = {"ar": "Arabic (العربية الفصحى)", "en": "English"}


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply that has begun: what was sent for it, its first text, and the rest."""

    evidence: tuple[Evidence, ...]
    prompt: Messages
    first: str | ReplyEnd
    rest: AsyncGenerator[str | ReplyEnd]


class ModelWriter:
    """A `Writer` that asks a chat model.

    `timeout` bounds a whole answer in seconds; `window` is what the model reads and writes at
    most, in tokens. Failures before the first text are `ModelError`s in the language of the task;
    later ones end the answer as incomplete.
    """

    copies = False

    def __init__(
        self,
        model: ChatModel,
        *,
        name: str,
        counter: TokenCounter,
        analyzer: Analyzer,
        timeout: float = 120.0,
        window: int | None = None,
        price: Price | None = None,
    ) -> None:
        self.name = name
        self._chat = Chat(model, price=price, counter=counter)
        self._budget = Budget(counter, window=window)
        self._timeout = timeout
        self._analyzer = analyzer

    async def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Yield text pieces, finished sentences and at last the report; closing it hangs up."""
        if not task.evidence:
            yield _abstention(task, Usage())
            return
        deadline = asyncio.get_running_loop().time() + self._timeout
        reply = await self._open(task, deadline)
        written = Composition(reply.evidence, self._analyzer)
        last: str | ReplyEnd | ChatFault = reply.first
        async with aclosing(reply.rest):
            while isinstance(last, str) and len(written.text) < LONGEST_ANSWER:
                for event in written.feed(last):
                    yield event
                last = await _next(reply.rest)
        for event in written.close():
            yield event
        if isinstance(last, ReplyEnd):
            self._budget.learn(reply.prompt, reported=last.usage.prompt_tokens)
        yield self._report(task, written, last)

    async def _open(self, task: WritingTask, deadline: float) -> _Reply:
        """Send the prompt; once more with half of the passages when it was too much."""
        evidence = self._budget.fit(task.evidence, beside=_prompt(task, ()))
        try:
            return await self._send(task, evidence, deadline)
        except ChatFault as refusal:
            fault = refusal
        half = self._budget.halve(evidence)
        if fault.kind == "model_overflow" and half != evidence:
            try:
                return await self._send(task, half, deadline, spent=fault.usage)
            except ChatFault as refusal:
                fault = refusal
        raise as_error(fault.kind, task.language, model=self.name)

    async def _send(
        self,
        task: WritingTask,
        evidence: tuple[Evidence, ...],
        deadline: float,
        *,
        spent: Usage | None = None,
    ) -> _Reply:
        prompt = _prompt(task, evidence)
        reply = await self._chat.open(prompt, deadline=deadline, spent=spent)
        return _Reply(evidence, prompt, reply)

    def _report(
        self, task: WritingTask, reply: Composition, last: str | ReplyEnd | ChatFault
    ) -> WriterReport:
        usage = Usage(calls=1) if isinstance(last, str) else last.usage
        if reply.refused:
            return _abstention(task, usage)
        if not reply.text:
            raise self._nothing(task, last)
        written_in = detect_language(reply.text, default=task.language)
        shortfall = _shortfall(last)
        return WriterReport(
            usage,
            incomplete=shortfall is not None,
            reason=notice(shortfall, task.language) if shortfall else None,
            language=written_in if written_in != task.language else None,
        )

    def _nothing(self, task: WritingTask, last: str | ReplyEnd | ChatFault) -> ModelError:
        """Return the error for a reply without a word."""
        if isinstance(last, ChatFault):
            return as_error(last.kind, task.language, model=self.name)
        if isinstance(last, ReplyEnd) and last.finish == "filtered":
            return ModelError(notice("filtered", task.language))
        return as_error("model_reply", task.language, model=self.name)


def _prompt(task: WritingTask, evidence: tuple[Evidence, ...]) -> Messages:
    prompt = load_prompt("answer").render(
        language=_LANGUAGES[task.language],
        no_answer=NO_ANSWER,
        passages=lay_out(evidence),
        question=line(task.standalone),
    )
    return prompt.messages


async def _next(rest: AsyncGenerator[str | ReplyEnd]) -> str | ReplyEnd | ChatFault:
    try:
        return await anext(rest)
    except ChatFault as fault:
        return fault


def _abstention(task: WritingTask, usage: Usage) -> WriterReport:
    return WriterReport(usage, abstained=True, reason=notice("no_answer", task.language))


def _shortfall(last: str | ReplyEnd | ChatFault) -> NoticeKey | None:
    """Return what is told of an answer that ended like this; None for a whole one."""
    if isinstance(last, ChatFault):
        return "incomplete_time" if last.kind == "model_slow" else "incomplete_cut"
    if isinstance(last, str) or last.finish == "length":
        return "incomplete_length"
    if last.finish == "filtered":
        return "filtered"
    return "incomplete_cut" if last.finish is None else None
