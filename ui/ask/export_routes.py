"""Conversations as files."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import Response

from rag.errors import UsageError
from rag.exports.conversation_exporters import ConversationExporter, conversation_exporter_for
from rag.exports.file_names import conversation_file_name, plain_file_name
from rag.service import Service
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
        headers = {"content-disposition": _named(name), "cache-control": "no-store"}
        content = exporter.write(conversation)
        return Response(content, media_type=exporter.media_type, headers=headers)


def _exporter(suffix: str) -> ConversationExporter:
    try:
        return conversation_exporter_for(suffix)
    except UsageError:
        raise PageError("page.gone", status=404) from None


def _named(name: str) -> str:
    """Return the header that names a file, in UTF-8 (RFC 8187) and in ASCII for old programs."""
    plain = plain_file_name(name, nameless="conversation")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
