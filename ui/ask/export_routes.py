"""Conversations as files."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from rag.errors import UsageError
from rag.exports.conversation_exporters import ConversationExporter, conversation_exporter_for
from rag.exports.file_names import conversation_file_name
from rag.service import Service
from ui.download import download
from ui.guard.refusal import PageError
from ui.person import person_of


def mount(app: FastAPI, desk: Service) -> None:
    """Add the route of the files."""

    @app.get("/desk/ask/conversations/{conversation_id}/export/{suffix}")
    def file(request: Request, conversation_id: str, suffix: str) -> Response:
        exporter = _exporter(suffix)
        conversation = desk.conversations.get(person_of(request), conversation_id)
        if conversation is None:
            raise PageError("page.gone", status=404)
        name = conversation_file_name(conversation, exporter.suffix)
        content = exporter.write(conversation)
        return download(content, name, exporter.media_type, nameless="conversation")


def _exporter(suffix: str) -> ConversationExporter:
    try:
        return conversation_exporter_for(suffix)
    except UsageError:
        raise PageError("page.gone", status=404) from None
