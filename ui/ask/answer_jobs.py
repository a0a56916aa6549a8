"""The answers that are being written: each is a job, and what comes of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from time import monotonic

from starlette.concurrency import run_in_threadpool

from rag.errors import MujazError
from rag.records import Exchange, Language, Turn
from rag.service import Service
from ui.ask import exchange_html
from ui.ask.chat import DraftAnswer, Ending, reader_language
from ui.guard.refusal import PageError
from ui.jobs.job import EVERY, JOBS, Job, Jobs, State
from ui.jobs.stream import StreamRun, explained

PARALLEL = 64
"""Answers written at one time; more wait in line."""

EACH = 12
"""Answers of one person at work or in line: a dozen tabs."""

CROWD = 16
"""Answers under way from which on each is drawn more seldom, so that all get their share of the
processor: with twice as many, half as often."""

KEPT_EVERY = 5.0
"""Seconds after which what has been written of an answer is kept, in case the server is killed."""

Ask = Callable[[], tuple[Exchange, Sequence[Turn]] | None]
"""Stores a question, and returns it with the turns before it; None: no such conversation."""


class AnswerJobs:
    """Writes answers, one at a time in each conversation."""

    def __init__(self, desk: Service) -> None:
        self._desk = desk
        self._jobs = Jobs("answers", parallel=PARALLEL, each=EACH, of_anybody=JOBS, is_awaited=True)
        self._busy: set[str] = set()

    async def begin(self, person: str, conversation_id: str, ask: Ask, page: Language) -> Exchange:
        """Store a question and begin to answer it. `page` is the language of the page.

        Raises `PageError` if there is no such conversation, or an answer is being written in it.
        """
        if conversation_id in self._busy:
            raise PageError("ask.busy", status=409)
        self._jobs.check_room(person)  # before it is stored: what is refused leaves nothing behind
        self._busy.add(conversation_id)
        try:
            asked = await run_in_threadpool(ask)
            if asked is None:
                raise PageError("page.gone", status=404)
            exchange, history = asked
            await self._start(person, exchange, history, page)
        except BaseException:
            self._busy.discard(conversation_id)
            raise
        return exchange

    def get(self, exchange_id: str, person: str) -> Job | None:
        return self._jobs.get(exchange_id, person)

    def under_way(self, exchange: Exchange, person: str) -> State | None:
        """Return the newest state of an answer that is being written, None if it is not."""
        job = self._jobs.get(exchange.id, person)
        return None if job is None or job.done else job.state

    @property
    def work(self) -> Jobs:
        """Return the answers as work of the server."""
        return self._jobs

    async def close(self) -> None:
        """Stop all answers; what was written of them is kept."""
        await self._jobs.close()

    async def _start(
        self, person: str, exchange: Exchange, history: Sequence[Turn], page: Language
    ) -> None:
        draft = DraftAnswer(exchange.question, reader_language(exchange))

        async def work(job: Job) -> None:
            try:
                await self._write(job, draft, exchange, history, page)
            finally:
                self._busy.discard(exchange.conversation_id)

        try:
            self._jobs.start(exchange.id, person, _state(draft, exchange, page), work)
        except PageError:
            await run_in_threadpool(self._desk.conversations.settle, person, exchange.id, "stopped")
            raise

    async def _write(
        self,
        job: Job,
        draft: DraftAnswer,
        exchange: Exchange,
        history: Sequence[Turn],
        page: Language,
    ) -> None:
        run = StreamRun(
            lambda: self._desk.astream(
                exchange.question,
                history=history,
                where=exchange.where,
                language=exchange.language,
            ),
            job.stop,
            pace=self._pace,
        )
        kept_at = monotonic()
        async with aclosing(run.batches()) as batches:
            async for batch in batches:
                for event in batch:
                    draft.add(event)
                if draft.answer is None:
                    job.tell(_state(draft, exchange, page))
                if draft.begun and monotonic() - kept_at >= KEPT_EVERY:
                    kept_at = monotonic()
                    await run_in_threadpool(self._keep_draft, job.person, exchange, draft)
        ending = draft.ending(run.failure)
        job.tell(await run_in_threadpool(self._kept, job.person, exchange, ending, page))

    def _keep_draft(self, person: str, exchange: Exchange, draft: DraftAnswer) -> None:
        with suppress(MujazError):  # at the end it is tried again, and told
            store = self._desk.conversations
            store.settle(person, exchange.id, "writing", answer=draft.interrupted())

    def _kept(self, person: str, exchange: Exchange, ending: Ending, page: Language) -> State:
        """Keep what came of a question, and return the last state of its job."""
        store = self._desk.conversations
        try:
            store.settle(
                person, exchange.id, ending.state, answer=ending.answer, fault=ending.fault
            )
            kept = store.exchange(person, exchange.id)
        except MujazError as error:  # the disk is full: what was written is shown all the same
            fault = explained(error, page)
            return exchange_html.state(
                exchange_html.settled(exchange, "failed", ending.answer, fault), page
            )
        if kept is None:  # removed meanwhile
            kept = exchange_html.settled(exchange, ending.state, ending.answer, ending.fault)
        return exchange_html.state(kept, page)

    def _pace(self) -> float:
        return EVERY * max(1.0, len(self._busy) / CROWD)


def _state(draft: DraftAnswer, exchange: Exchange, page: Language) -> State:
    return {
        "exchange": exchange.id,
        "state": "streaming" if draft.begun else "searching",
        "text": draft.status(page),
        "html": exchange_html.under_way(draft.html(page), draft.status(page)),
    }
