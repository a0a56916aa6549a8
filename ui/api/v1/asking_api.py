"""Searching and asking."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool

from rag.errors import MujazError
from rag.records import (
    AnswerEvent,
    AnswerFinished,
    AnswerRequest,
    Exchange,
    ExchangeState,
    PassagesFound,
    SentenceFinished,
)
from rag.records.as_json import answer_json, passage_json, sentence_json
from rag.requests import answer_request
from rag.service import Service
from ui.api.v1.interface import Interface
from ui.api.v1.reply_shapes import AnswerReply, PassageList
from ui.api.v1.request_bodies import AskBody, SearchBody, filter_of
from ui.api.v1.typed_events import described, named_events, wants_events
from ui.jobs.event_stream import NamedEvent
from ui.jobs.waited_for import waited_for
from ui.person import person_of

TAG = "questions"

EVENTS = {
    "passages": "PassagesEvent",
    "text": "TextEvent",
    "sentence": "SentenceJson",
    "answer": "AnswerReply",
    "error": "Problem",
}


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""

    @app.post("/search", tags=[TAG], operation_id="search", summary="Find passages")
    async def search(request: Request, body: SearchBody) -> PassageList:
        find = partial(
            shared.desk.search, body.question, limit=body.limit, where=filter_of(body.where)
        )

        async def found() -> PassageList:
            async with shared.places.of(person_of(request)):
                passages = await run_in_threadpool(find)
            return {"items": [passage_json(one) for one in passages]}

        return await waited_for(request, found(), shared.closing.ending)

    @app.post(
        "/ask",
        tags=[TAG],
        operation_id="ask",
        summary="Ask a question",
        response_model=AnswerReply,
        responses=described(EVENTS, "The answer."),
    )
    async def ask(request: Request, body: AskBody) -> Any:
        asked = _Asked(shared, person_of(request), _wanted(body))
        shared.places.check_room(asked.person)
        streams, ending = wants_events(request, stream=body.stream), shared.closing.ending
        if streams:
            shared.streams.check_room()
        if body.keep:
            await run_in_threadpool(asked.keep)
        if streams:
            events = named_events(asked.events, asked.written, ending=ending, request=request)
            return shared.streams.named(events)
        return await waited_for(request, asked.reply(), ending)


class _Asked:
    """A question of one person while it is being answered."""

    def __init__(self, shared: Interface, person: str, wanted: AnswerRequest) -> None:
        self.person = person
        self._shared = shared
        self._wanted = wanted
        self._exchange: Exchange | None = None

    def keep(self) -> None:
        """Keep the question, in a conversation of its own. Blocks."""
        store, wanted = self._desk.conversations, self._wanted
        self._exchange = store.ask(
            self.person,
            store.begin(self.person).id,
            wanted.question,
            where=wanted.where,
            language=wanted.language,
        )

    async def reply(self) -> AnswerReply:
        """Return the answer."""
        async with aclosing(self.events()) as events:
            async for event in events:
                if isinstance(event, AnswerFinished):
                    return self._reply(event)
        raise AssertionError("a stream ends with its answer")

    async def events(self) -> AsyncGenerator[AnswerEvent]:
        """Yield the answer as it is made, and keep what comes of it."""
        is_settled = False
        state: ExchangeState = "stopped"
        try:
            async with (
                self._shared.places.of(self.person),
                aclosing(await run_in_threadpool(self._start)) as events,
            ):
                async for event in events:
                    if isinstance(event, AnswerFinished):
                        await run_in_threadpool(self._settle, "answered", event)
                        is_settled = True
                    yield event
        except MujazError:
            state = "failed"
            raise
        finally:
            if not is_settled:
                # Not waited for: whoever asked may have gone, and this task is being cancelled.
                self._shared.afterwards(partial(self._settle, state))

    def written(self, event: AnswerEvent) -> NamedEvent:
        """Return an event as programs are sent it."""
        if isinstance(event, PassagesFound):
            return "passages", {"passages": [passage_json(one) for one in event.passages]}
        if isinstance(event, SentenceFinished):
            return "sentence", sentence_json(event.sentence)
        if isinstance(event, AnswerFinished):
            return "answer", self._reply(event)
        return "text", {"text": event.text}

    @property
    def _desk(self) -> Service:
        return self._shared.desk

    def _start(self) -> AsyncGenerator[AnswerEvent]:
        wanted = self._wanted
        return self._desk.astream(
            wanted.question, history=wanted.history, where=wanted.where, language=wanted.language
        )

    def _settle(self, state: ExchangeState, finished: AnswerFinished | None = None) -> None:
        exchange = self._exchange
        if exchange is not None:
            answer = finished.answer if finished else None
            self._desk.conversations.settle(self.person, exchange.id, state, answer=answer)

    def _reply(self, finished: AnswerFinished) -> AnswerReply:
        one = self._exchange
        kept = None if one is None else {"conversation": one.conversation_id, "exchange": one.id}
        return {**answer_json(finished.answer), "kept": kept}  # type: ignore[typeddict-item]


def _wanted(body: AskBody) -> AnswerRequest:
    return answer_request(
        body.question,
        history=[one.turn() for one in body.history],
        where=filter_of(body.where),
        language=body.language,
    )
