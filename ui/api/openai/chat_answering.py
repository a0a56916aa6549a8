"""Answers questions of OpenAI's clients, in one piece or as a stream."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import Request
from starlette.requests import HTTPConnection

from rag.errors import MujazError
from rag.records import Answer, AnswerFinished, SentenceFinished
from rag.service import Service
from ui.api.openai.answer_extension import answer_extension
from ui.api.openai.answer_text import AnswerText
from ui.api.openai.chat_question import ChatQuestion
from ui.api.openai.completion import event
from ui.guard.places import Places
from ui.guard.refusal import PageError, openai_error_of
from ui.jobs.waited_for import drawn, waited_for
from ui.person import person_of

_log = logging.getLogger(__name__)


class ChatAnswering:
    """Answers the questions of one server, until `ending` is set."""

    def __init__(self, desk: Service, places: Places, ending: asyncio.Event) -> None:
        self._desk = desk
        self._places = places
        self._ending = ending

    def check_room(self, asked: HTTPConnection) -> None:
        """Raise `PageError` where too much of the person waits already."""
        self._places.check_room(person_of(asked))

    async def whole(self, request: Request, question: ChatQuestion) -> dict[str, Any]:
        """Return the completion, for as long as somebody waits for it.

        Raises `PageError`, and what the library raises.
        """
        return await waited_for(request, self._whole(person_of(request), question), self._ending)

    async def _whole(self, person: str, question: ChatQuestion) -> dict[str, Any]:
        text, told = question.text(), ""
        async with aclosing(self._pieces(person, question, text)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    extension = answer_extension(piece, text.told, text.footnotes)
                    return question.completion.whole(
                        told, extension, usage=piece.usage, cut=piece.incomplete
                    )
                told += piece
        raise AssertionError("the last piece is the answer")

    async def stream(self, asked: HTTPConnection, question: ChatQuestion) -> AsyncGenerator[bytes]:
        """Yield the completion in chunks; where it fails, an error is the last one."""
        completion, text = question.completion, question.text()
        yield completion.first()
        try:
            async with aclosing(self._pieces(person_of(asked), question, text)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, str):
                        yield completion.piece(piece)
                        continue
                    extension = answer_extension(piece, text.told, text.footnotes)
                    yield completion.last(extension, usage=piece.usage, cut=piece.incomplete)
        except Exception as failure:  # noqa: BLE001 (the head is sent: this is how it is told)
            if not isinstance(failure, PageError | MujazError):
                _log.error("an answer failed unexpectedly", exc_info=failure)
            yield event(openai_error_of(failure, asked))

    async def _pieces(
        self, person: str, question: ChatQuestion, text: AnswerText
    ) -> AsyncGenerator[str | Answer]:
        """Yield the pieces of the text as they are there, and then the answer."""
        asked = question.request
        if question.said is not None:
            yield question.said
            yield _own_answer(question)
            return
        events = drawn(
            lambda: self._desk.astream(
                asked.question, history=asked.history, where=asked.where, language=asked.language
            ),
            self._ending,
        )
        async with self._places.of(person), aclosing(events):
            async for one in events:
                if isinstance(one, SentenceFinished):
                    written = text.sentence(one.sentence)
                    if written is not None:
                        yield written
                elif isinstance(one, AnswerFinished):
                    for piece in text.rest(one.answer):
                        yield piece
                    yield one.answer


def _own_answer(question: ChatQuestion) -> Answer:
    """Return the answer where the archive was not asked."""
    return Answer(
        question.request.question,
        question.reader,
        abstained=False,
        reason=None,
        sentences=(),
        passages=(),
        writer="catalog",
        preface=question.said,
    )
