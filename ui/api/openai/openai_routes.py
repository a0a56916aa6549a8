"""What clients of OpenAI's protocol ask for."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from rag.service import Service
from ui.api.openai import embedding_routes
from ui.api.openai.archive_models import ArchiveModels
from ui.api.openai.chat_answering import ChatAnswering
from ui.api.openai.chat_question import chat_question
from ui.api.openai.openai_bodies import ChatBody
from ui.api.openai.plain_json import PlainJSON
from ui.api.openai.reply_bodies import OPENAI_ERRORS, CompletionBody, ModelBody, ModelList
from ui.guard.closing import Closing
from ui.guard.places import Places
from ui.jobs.watched_stream import WatchedStream

_STREAMED = {"text/event-stream": {"schema": {"type": "string"}}}


def mount(app: FastAPI, desk: Service, places: Places, closing: Closing) -> None:
    """Add the routes, which are under `/v1`. `closing` is what is done when the server ends."""
    models = ArchiveModels(desk)
    answering = ChatAnswering(desk, places, closing.ending)
    _mount_models(app, models)
    _mount_completions(app, answering)
    embedding_routes.mount(app, desk, models, embedding_routes.own_places())


def _mount_models(app: FastAPI, models: ArchiveModels) -> None:
    @app.get(
        "/models",
        operation_id="list_models",
        responses={200: {"model": ModelList}, **OPENAI_ERRORS},
    )
    def list_models() -> dict[str, Any]:
        """Return the models: the archive, in one language or the question's, and the embedder."""
        return {"object": "list", "data": models.all()}

    @app.get(
        "/models/{name:path}",
        operation_id="get_model",
        responses={200: {"model": ModelBody}, **OPENAI_ERRORS},
    )
    def show_model(name: str) -> dict[str, Any]:
        """Return one model."""
        return models.get(name)


def _mount_completions(app: FastAPI, answering: ChatAnswering) -> None:
    @app.post(
        "/chat/completions",
        operation_id="complete_chat",
        responses={200: {"model": CompletionBody, "content": _STREAMED}, **OPENAI_ERRORS},
    )
    async def complete(request: Request, body: ChatBody) -> Response:
        """Answer the last question of a conversation from the articles."""
        question = chat_question(body)
        if body.stream:
            answering.check_room(request)
            return WatchedStream(answering.stream(request, question))
        return PlainJSON(await answering.whole(request, question))
