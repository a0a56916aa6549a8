"""Question → answer, as a LangChain runnable that streams: rewrite → retrieve → write, every
sentence checked as it is finished."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict, cast

from langchain_core.runnables import AddableDict, Runnable, RunnableGenerator, RunnableLambda

from rag.background import BackgroundLoop
from rag.grounding.verdicts import verify
from rag.messages.notices import notice
from rag.protocols import Rewriter, Writer, WriterReport, WritingTask
from rag.records import (
    Answer,
    AnswerEvent,
    Evidence,
    Language,
    Passage,
    Scope,
    SearchFilter,
    Sentence,
    Turn,
    Usage,
)
from rag.retrieval.retriever import PassageDocument, PassageRetriever, Retriever
from rag.text.analysis.languages import detect_language

_FAILED = ("unsupported", "contradicted")


class AnswerRequest(TypedDict, total=False):
    """What the chain is asked; only `question` is required."""

    question: str
    history: Sequence[Turn]
    where: SearchFilter | None
    language: Language | None


@dataclass(frozen=True, slots=True)
class _AnswerState:
    """A question on its way through the chain."""

    question: str
    language: Language
    history: tuple[Turn, ...]
    where: SearchFilter | None
    started: float
    standalone: str = ""
    usage: Usage = field(default_factory=Usage)
    passages: tuple[Passage, ...] = ()


class AnswerChain:
    """The chain's three steps over one library."""

    def __init__(
        self,
        retriever: Retriever,
        rewriter: Rewriter,
        writer: Writer,
        *,
        passages: int,
        scope: Callable[[SearchFilter | None], Scope],
        rarity: Callable[[str], float],
        loop: BackgroundLoop,
    ) -> None:
        """`scope` tells what a search goes through, which a refusal names; `rarity` the idf of a
        stem or a key in the library."""
        self._retriever = retriever
        self._rewriter = rewriter
        self._writer = writer
        self._limit = passages
        self._scope = scope
        self._rarity = rarity
        self._loop = loop

    def runnable(self) -> Runnable[AnswerRequest, AnswerEvent]:
        """Streams `AnswerEvent`s; `invoke` gives one with all keys set."""
        steps = (
            RunnableLambda(self._rewrite_now, afunc=self._rewrite, name="rewrite")
            | RunnableLambda(self._retrieve_now, afunc=self._retrieve, name="retrieve")
            | RunnableGenerator(self._write_now, self._write, name="write")
        )
        return cast("Runnable[AnswerRequest, AnswerEvent]", steps)

    async def _rewrite(self, request: AnswerRequest) -> _AnswerState:
        question = request["question"].strip()
        history = tuple(request.get("history") or ())
        started = time.perf_counter()
        standalone, usage = await self._rewriter.arewrite(question, history)
        return _AnswerState(
            question=question,
            language=request.get("language") or detect_language(question),
            history=history,
            where=request.get("where"),
            started=started,
            standalone=standalone,
            usage=usage,
        )

    def _rewrite_now(self, request: AnswerRequest) -> _AnswerState:
        return self._loop.run(self._rewrite(request))

    async def _retrieve(self, state: _AnswerState) -> _AnswerState:
        found = await self._searcher(state).ainvoke(state.standalone)
        return _with_passages(state, cast("list[PassageDocument]", found))

    def _retrieve_now(self, state: _AnswerState) -> _AnswerState:
        found = self._searcher(state).invoke(state.standalone)
        return _with_passages(state, cast("list[PassageDocument]", found))

    def _searcher(self, state: _AnswerState) -> PassageRetriever:
        return PassageRetriever(
            retriever=self._retriever,
            limit=self._limit,
            where=state.where,
            language=state.language,
        )

    async def _write(self, states: AsyncIterator[_AnswerState]) -> AsyncIterator[AddableDict]:
        async for state in states:
            yield AddableDict(passages=list(state.passages))
            async for event in self._answer(state):
                yield AddableDict(event)

    def _write_now(self, states: Iterator[_AnswerState]) -> Iterator[AddableDict]:
        for state in states:
            yield AddableDict(passages=list(state.passages))
            for event in self._loop.stream(lambda state=state: self._answer(state)):  # type: ignore[misc]
                yield AddableDict(event)

    async def _answer(self, state: _AnswerState) -> AsyncIterator[AnswerEvent]:
        evidence = _evidence(state.passages)
        if not evidence:
            yield {"answer": self._abstained(state, notice("nothing_found", state.language))}
            return
        task = WritingTask(
            question=state.question,
            standalone=state.standalone,
            language=state.language,
            evidence=evidence,
            history=state.history,
        )
        sentences: list[Sentence] = []
        report = WriterReport()
        async for event in self._writer.astream(task):
            if isinstance(event, str):
                yield {"text": event}
            elif isinstance(event, Sentence):
                sentences.append(self._checked(event, state.language))
                yield {"sentences": sentences[-1:]}
            else:
                report = event
        yield {"answer": self._answered(state, tuple(sentences), report)}

    def _checked(self, sentence: Sentence, reader: Language) -> Sentence:
        return verify(sentence, language=reader, rarity=self._rarity, copied=self._writer.copies)

    def _answered(
        self, state: _AnswerState, sentences: tuple[Sentence, ...], report: WriterReport
    ) -> Answer:
        """What was written, unless there is nothing or at least half of it fails the check. Of an
        answer that was cut short the half that is missing might have been the better one."""
        state = replace(state, usage=state.usage + report.usage)
        if report.abstained or not sentences:
            reason = report.reason or notice("no_answer", state.language)
            return replace(self._abstained(state, reason), incomplete=report.incomplete)
        failed = sum(_fails(sentence) for sentence in sentences)
        if 2 * failed >= len(sentences) and not report.incomplete:
            reason = notice("unfounded", state.language)
            return replace(self._abstained(state, reason), withheld=sentences)
        return Answer(
            question=state.question,
            language=report.language or state.language,
            abstained=False,
            reason=report.reason,
            sentences=sentences,
            passages=state.passages,
            writer=self._writer.name,
            usage=state.usage,
            seconds=time.perf_counter() - state.started,
            incomplete=report.incomplete,
        )

    def _abstained(self, state: _AnswerState, reason: str) -> Answer:
        return Answer(
            question=state.question,
            language=state.language,
            abstained=True,
            reason=reason,
            sentences=(),
            passages=state.passages,
            writer=self._writer.name,
            usage=state.usage,
            seconds=time.perf_counter() - state.started,
            searched=self._scope(state.where),
        )


def _fails(sentence: Sentence) -> bool:
    return sentence.verdict is not None and sentence.verdict.status in _FAILED


def _with_passages(state: _AnswerState, found: Sequence[PassageDocument]) -> _AnswerState:
    return replace(state, passages=tuple(document.passage for document in found))


def _evidence(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """The passages, numbered, or none at all when not one is about the question."""
    if not any(passage.relevant for passage in passages):
        return ()
    return tuple(Evidence(number, passage) for number, passage in enumerate(passages, start=1))
