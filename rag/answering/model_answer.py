"""Writes answers with a chat model of any provider that LangChain knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from prompts.loader import load_prompt
from rag.answering.composition import Composition
from rag.errors import ModelError
from rag.llm.chat_stream import Chat, ChatModel, Messages, Reply, ReplyEnd
from rag.llm.finish_reasons import Finish
from rag.llm.metering import Price
from rag.llm.model_faults import ChatFault, as_error
from rag.llm.prompt_layout import Budget, lay_out, line
from rag.llm.stream_filter import NO_ANSWER
from rag.messages.notices import NoticeKey, notice
from rag.protocols import TokenCounter, WriterEvent, WriterReport, WritingTask
from rag.records import Evidence, Language, Usage
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer

LONGEST_ANSWER = 6000  # characters; a model that runs on is cut there

LONGEST_REPLY = 60_000
"""Characters of a reply that are read at most, reasoning included."""

MOST_BEHIND_THE_END = 200
"""Characters that a model may go on behind the end of its answer. One that stops by then lets the
server report what was used."""

_SHORTFALLS: dict[Finish | None, NoticeKey | None] = {
    "stop": None,
    "length": "incomplete_length",
    "filtered": "filtered",
    "failed": "incomplete_failed",
    None: "incomplete_cut",
}
_LANGUAGES: dict[Language, str] = {"ar": "Arabic (العربية الفصحى)", "en": "English"}


@dataclass(frozen=True, slots=True)
class _Sent:
    """A prompt that was sent: the evidence in it, and the reply that has begun."""

    evidence: tuple[Evidence, ...]
    prompt: Messages
    reply: Reply


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
        self._thinks_first = False

    async def astream(self, task: WritingTask) -> AsyncGenerator[WriterEvent]:
        """Yield text pieces, finished sentences and at last the report; closing it hangs up."""
        if not task.evidence:
            yield _abstention(task, Usage())
            return
        deadline = asyncio.get_running_loop().time() + self._timeout
        sent = await self._open(task, deadline)
        reply = sent.reply
        written = Composition(sent.evidence, self._analyzer, thinks_first=self._thinks_first)
        last: str | ReplyEnd | ChatFault = reply.first
        left = LONGEST_REPLY
        async with aclosing(reply.rest):
            while isinstance(last, str) and left > 0 and not written.looping:
                for event in written.feed(last):
                    yield event
                if written.ended:
                    left = min(left, MOST_BEHIND_THE_END)
                left -= len(last)
                last = await _next(reply.rest)
                if len(written.text) >= LONGEST_ANSWER:
                    break
        for event in written.close():
            yield event
        self._thinks_first = self._thinks_first or written.thinks_first
        if isinstance(last, ReplyEnd) and not last.usage.estimated:
            self._budget.learn(sent.prompt, reported=last.usage.prompt_tokens)
        yield self._report(task, written, last, reply.usage)

    async def _open(self, task: WritingTask, deadline: float) -> _Sent:
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
        raise as_error(fault.kind, task.language, model=self.name, usage=fault.usage)

    async def _send(
        self,
        task: WritingTask,
        evidence: tuple[Evidence, ...],
        deadline: float,
        *,
        spent: Usage | None = None,
    ) -> _Sent:
        prompt = _prompt(task, evidence)
        reply = await self._chat.open(prompt, deadline=deadline, spent=spent)
        return _Sent(evidence, prompt, reply)

    def _report(
        self,
        task: WritingTask,
        written: Composition,
        last: str | ReplyEnd | ChatFault,
        usage: Usage,
    ) -> WriterReport:
        if written.refused:
            return replace(_abstention(task, usage), void=written.void)
        if not written.text:
            raise self._nothing(task, written, last, usage)
        language = detect_language(written.text, default=task.language)
        shortfall = _shortfall(written, last)
        return WriterReport(
            usage,
            incomplete=shortfall is not None,
            reason=notice(shortfall, task.language) if shortfall else None,
            language=language if language != task.language else None,
            void=written.void,
        )

    def _nothing(
        self,
        task: WritingTask,
        written: Composition,
        last: str | ReplyEnd | ChatFault,
        usage: Usage,
    ) -> ModelError:
        """Return the error for a reply without a claim."""
        if isinstance(last, ChatFault):
            return as_error(last.kind, task.language, model=self.name, usage=usage)
        if isinstance(last, ReplyEnd) and last.finish == "filtered":
            return ModelError(notice("filtered", task.language), usage=usage)
        if isinstance(last, ReplyEnd) and last.finish == "length":
            return ModelError(notice("incomplete_length", task.language), usage=usage)
        if written.wrote:
            return ModelError(notice("model_no_claim", task.language), usage=usage)
        return as_error("model_reply", task.language, model=self.name, usage=usage)


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
    key: NoticeKey = "model_declined" if task.evidence else "no_answer"
    return WriterReport(usage, abstained=True, reason=notice(key, task.language))


def _shortfall(written: Composition, last: str | ReplyEnd | ChatFault) -> NoticeKey | None:
    """Return what is told of an answer that ended like this; None for a whole one."""
    if written.looping:
        return "incomplete_loop"
    if written.ended:
        return None  # what came behind it was no part of the answer
    if isinstance(last, ChatFault):
        return "incomplete_time" if last.kind == "model_slow" else "incomplete_cut"
    if isinstance(last, str):
        return "incomplete_length"
    return _SHORTFALLS[last.finish]
