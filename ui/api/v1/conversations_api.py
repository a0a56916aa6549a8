"""What people keep: conversations, and what they think of answers."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response

from rag.records.as_json import conversation_json, conversation_summary_json, exchange_json
from rag.records.json_shapes import ConversationJson
from ui.api.v1.interface import Interface, part_of
from ui.api.v1.reply_shapes import ConversationPage, FeedbackPage
from ui.api.v1.request_bodies import FeedbackBody, FeedbackQuery, SearchedPageQuery
from ui.guard.permission import not_allowed
from ui.guard.refusal import PageError
from ui.person import asker, person_of

TAG = "conversations"


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""
    _mount_conversations(app, shared)
    _mount_feedback(app, shared)


def _mount_conversations(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get(
        "/conversations", tags=[TAG], operation_id="list_conversations", summary="List your own"
    )
    def listed(request: Request, query: Annotated[SearchedPageQuery, Query()]) -> ConversationPage:
        found = desk.conversations.list(person_of(request), search=query.search)
        part, following = part_of(found, request, query)
        items = [conversation_summary_json(one) for one in part]
        return {"items": items, "total": len(found), "next": following}

    @app.get(
        "/conversations/{id}",
        tags=[TAG],
        operation_id="read_conversation",
        summary="Read a conversation",
    )
    def read(request: Request, id: str) -> ConversationJson:  # noqa: A002 - as in the address
        found = desk.conversations.get(person_of(request), id)
        if found is None:
            raise PageError("page.gone", status=404)
        return conversation_json(found)

    @app.delete(
        "/conversations/{id}",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="remove_conversation",
        summary="Remove a conversation",
    )
    def remove(request: Request, id: str) -> None:  # noqa: A002 - as in the address
        if not desk.conversations.remove(person_of(request), id):
            raise PageError("page.gone", status=404)


def _mount_feedback(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.post(
        "/feedback",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="give_feedback",
        summary="Rate a kept answer",
    )
    def give(request: Request, body: FeedbackBody) -> None:
        rate = partial(desk.conversations.rate, person_of(request), body.exchange)
        if not rate(body.rating, body.comment.strip()):
            raise PageError("page.gone", status=404)

    @app.get("/feedback", tags=[TAG], operation_id="list_feedback", summary="List rated answers")
    def listed(request: Request, query: Annotated[FeedbackQuery, Query()]) -> FeedbackPage:
        person = asker(request)
        if query.everybody and not person.may("admin"):
            raise not_allowed(person, "admin")
        found = desk.conversations.rated(None if query.everybody else person.name, query.rating)
        part, following = part_of(found, request, query)
        items = [exchange_json(one) for one in part]
        return {"items": items, "total": len(found), "next": following}
