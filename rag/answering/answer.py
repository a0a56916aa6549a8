"""Answers a question: makes it whole, finds passages, has an answer written, checks each sentence
as it is finished."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial

from rag.answering.drafts import AnswerDraft, unfounded
from rag.answering.excerpts import excerpts
from rag.answering.intent_answers import IntentAnswers
from rag.answering.intents import Intent
from rag.answering.numbering import ArticleNumbers
from rag.answering.open_question import OpenQuestion
from rag.answering.read_passages import read_passages
from rag.answering.sentence_ranking import SentenceRanking
from rag.errors import ModelError
from rag.grounding.placing import place
from rag.grounding.verdicts import verify
from rag.messages.notices import NoticeKey, notice
from rag.protocols import Rewriter, Writer, WriterReport, WritingTask
from rag.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    AnswerRequest,
    Evidence,
    Passage,
    PassagesFound,
    Scope,
    SearchFilter,
    Sentence,
    SentenceFinished,
    TextWritten,
    Turn,
    Usage,
)
from rag.retrieval.retriever import Retriever
from rag.text.analysis.languages import detect_language
from rag.text.analyzer import Analyzer
from rag.tracing.steps import OpenStep, step, stepped


@dataclass(frozen=True, slots=True)
class _Writing:
    """An answer while it is written; `usage` is the writer's."""

    question: OpenQuestion
    passages: tuple[Passage, ...]
    numbers: ArticleNumbers
    usage: Usage = field(default_factory=Usage)


class Answering:
    """Answers questions over one library, in three steps that can also be taken one by one."""

    def __init__(
        self,
        retriever: Retriever,
        rewriter: Rewriter,
        writer: Writer,
        *,
        passages: int,
        scope: Callable[[SearchFilter | None], Scope],
        rarity: Callable[[str], float],
        analyzer: Analyzer,
        intents: IntentAnswers,
        ranking: SentenceRanking,
        fallback: Writer | None = None,
    ) -> None:
        """Take the parts of one library.

        `passages` is how many are searched for, `scope` tells what a search goes through (a
        refusal names it), `rarity` gives the idf of a stem or a key in the library, `intents`
        answers what asks no fact of the articles, `ranking` tells which sentences help where
        there is no answer. `fallback` writes where `writer` fails, or writes what the passages do
        not support; without one, that is an error, or no answer.
        """
        self._retriever = retriever
        self._rewriter = rewriter
        self._writer = writer
        self._limit = passages
        self._scope = scope
        self._rarity = rarity
        self._analyzer = analyzer
        self._intents = intents
        self._ranking = ranking
        self._fallback = fallback

    async def astream(self, request: AnswerRequest) -> AsyncGenerator[AnswerEvent]:
        """Yield the steps of one answer. Raises `EmbeddingError`, `ModelError`."""
        async with aclosing(stepped("question", self._steps(request), _note)) as events:
            async for event in events:
                yield event

    async def _steps(self, request: AnswerRequest) -> AsyncGenerator[AnswerEvent]:
        question = await self.rewrite(request)
        passages = await asyncio.to_thread(self.find, question)
        async with aclosing(stepped("write", self.write(question, passages), _note)) as events:
            async for event in events:
                yield event

    async def rewrite(self, request: AnswerRequest) -> OpenQuestion:
        """Make a question readable without the conversation that it belongs to.

        What asks no fact of the articles stays as it is, and of such earlier turns only the
        subject is kept.
        """
        started = time.perf_counter()
        language = request.language or detect_language(request.question)
        intent, history = await asyncio.to_thread(self._understood, request)
        if intent is not None:
            return OpenQuestion(request, language, request.question, started, intent=intent)
        request = replace(request, history=history)
        standalone, usage = await self._rewriter.arewrite(request.question, history)
        return OpenQuestion(request, language, standalone, started, usage)

    def _understood(self, request: AnswerRequest) -> tuple[Intent | None, tuple[Turn, ...]]:
        intent = self._intents.read(request.question)
        return intent, () if intent else self._intents.subjects(request.history)

    def find(self, question: OpenQuestion) -> Sequence[Passage]:
        """Search the passages for a question, best first, and read them. Raises
        `EmbeddingError`."""
        if question.intent is not None:
            return self._intents.find(question, question.intent)
        found = self._retriever.search(
            question.standalone,
            limit=self._limit,
            where=question.request.where,
            language=question.language,
        )
        with step("read"):
            return read_passages(question.standalone, question.language, found, self._ranking)

    async def write(
        self, question: OpenQuestion, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield the passages, then the answer that they give, sentence by sentence."""
        steps = (
            self._written(question, passages)
            if question.intent is None
            else self._intents.write(question, question.intent, passages)
        )
        async with aclosing(steps) as events:
            async for event in events:
                yield event

    async def _written(
        self, question: OpenQuestion, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        evidence = _evidence(passages)
        state = _Writing(question, tuple(passages), ArticleNumbers(evidence))
        yield PassagesFound(state.passages)
        if not evidence:
            yield await self._finished(self._refused(state), state)
            return
        task = WritingTask(
            question=question.question,
            standalone=question.standalone,
            language=question.language,
            evidence=evidence,
            history=question.request.history,
        )
        draft, fault = AnswerDraft(self._writer), None
        try:
            async with aclosing(self._drawn(draft, task, state)) as events:
                async for event in events:
                    yield event
        except ModelError as error:
            if self._fallback is None:
                raise
            fault = str(error)
            draft.report = WriterReport(error.usage or Usage())
        state = replace(state, usage=draft.report.usage)
        fault = fault or unfounded(draft, question.language)
        if fault is None:
            yield await self._finished(self._answered(state, draft), state)
            return
        async with aclosing(self._instead(draft, fault, task, state)) as events:
            async for event in events:
                yield event

    async def _instead(
        self, draft: AnswerDraft, fault: str, task: WritingTask, state: _Writing
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield the quoted answer in the place of a draft; it has numbers of its own.

        Of an answer of which a reader has seen some, only the finished one comes, to replace it.
        """
        state = replace(state, numbers=ArticleNumbers(task.evidence))
        quoted = AnswerDraft(self._fallback or self._writer)
        if self._fallback is not None:
            async with aclosing(self._drawn(quoted, task, state)) as events:
                async for event in events:
                    if not draft.shown:
                        yield event
        yield await self._finished(self._quoted(state, quoted, draft.kept, fault), state)

    async def _drawn(
        self, draft: AnswerDraft, task: WritingTask, state: _Writing
    ) -> AsyncGenerator[AnswerEvent]:
        """Yield what a writer writes, checked and numbered, and keep it in the draft."""
        async with aclosing(draft.writer.astream(task)) as events:
            async for event in events:
                if isinstance(event, str):
                    if text := state.numbers.in_text(event):
                        draft.shown = True
                        yield TextWritten(text)
                elif isinstance(event, Sentence):
                    checked = self._checked(event, draft.writer, task, state.numbers)
                    draft.sentences.append(state.numbers.in_sentence(checked))
                    yield SentenceFinished(draft.sentences[-1])
                else:
                    draft.report = event

    def _checked(
        self, sentence: Sentence, writer: Writer, task: WritingTask, numbers: ArticleNumbers
    ) -> Sentence:
        check = partial(
            verify,
            language=task.language,
            rarity=self._rarity,
            copied=writer.copies,
            analyzer=self._analyzer,
        )
        if sentence.citations or sentence.dangling:
            numbered = numbers.in_sentence(sentence)
            return check(numbered, evidence=task.evidence, numbered=numbers.in_citation)
        return place(sentence, task.evidence, check=check, analyzer=self._analyzer)

    def _answered(self, state: _Writing, draft: AnswerDraft) -> Answer:
        """Return what was written, or that the question was not answered."""
        report = draft.report
        if report.abstained or not draft.kept:
            reason = report.reason or notice("no_answer", state.question.language)
            return replace(self._abstained(state, reason), incomplete=report.incomplete)
        return Answer(
            question=state.question.question,
            language=report.language or state.question.language,
            abstained=False,
            reason=report.reason,
            sentences=draft.kept,
            passages=state.passages,
            writer=draft.writer.name,
            usage=state.question.usage + state.usage,
            seconds=time.perf_counter() - state.question.started,
            incomplete=report.incomplete,
        )

    def _quoted(
        self, state: _Writing, quoted: AnswerDraft, withheld: tuple[Sentence, ...], fault: str
    ) -> Answer:
        """Return the quoted answer, with what was wrong with the model and what it wrote."""
        withheld = tuple(map(state.numbers.in_sentence, withheld))
        if self._fallback is None:
            return replace(self._abstained(state, fault), withheld=withheld)
        if not quoted.kept:
            refusal = self._answered(state, quoted)
            return replace(refusal, withheld=withheld, fault=fault)
        told = [notice("quoted_instead", state.question.language), quoted.report.reason]
        return replace(
            self._answered(state, quoted),
            reason=" ".join(filter(None, told)),
            withheld=withheld,
            fault=fault,
        )

    def _refused(self, state: _Writing) -> Answer:
        """Return the answer where no passage is likely enough to hold one; some may help."""
        where = state.question.request.where
        helpful = any(passage.outcome != "absent" for passage in state.passages)
        key: NoticeKey = "may_help" if helpful else "nothing_found"
        if not self._scope(where).articles:
            key = "nothing_let_through" if self._scope(None).articles else "empty_library"
        return self._abstained(state, notice(key, state.question.language))

    def _abstained(self, state: _Writing, reason: str) -> Answer:
        return Answer(
            question=state.question.question,
            language=state.question.language,
            abstained=True,
            reason=reason,
            sentences=(),
            passages=state.passages,
            writer=self._writer.name,
            usage=state.question.usage + state.usage,
            seconds=time.perf_counter() - state.question.started,
            searched=self._scope(state.question.request.where),
        )

    async def _finished(self, answer: Answer, state: _Writing) -> AnswerFinished:
        """Return the end of an answer; a refusal gets the sentences that may help."""
        if answer.abstained and answer.helpful:
            asked, found = state.question, answer.helpful
            likely = await asyncio.to_thread(
                excerpts, asked.standalone, asked.language, found, self._ranking
            )
            answer = replace(answer, excerpts=tuple(map(state.numbers.in_citation, likely)))
        return AnswerFinished(answer)


def _note(step: OpenStep, event: AnswerEvent) -> None:
    """Note what an answer comes to, without its text."""
    if isinstance(event, PassagesFound):
        step.note(passages=len(event.passages))
    elif isinstance(event, SentenceFinished):
        step.reached("first_sentence")
    elif isinstance(event, AnswerFinished):
        answer, step.is_whole = event.answer, True
        step.note(
            outcome=answer.outcome,
            language=answer.language,
            writer=answer.writer,
            sentences=len(answer.sentences),
            prompt_tokens=answer.usage.prompt_tokens,
            completion_tokens=answer.usage.completion_tokens,
            model_failed=answer.fault is not None,
        )


def _evidence(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """Return the passages, numbered, or none at all when not one is about the question."""
    if not any(passage.relevant for passage in passages):
        return ()
    return tuple(Evidence(number, passage) for number, passage in enumerate(passages, start=1))
