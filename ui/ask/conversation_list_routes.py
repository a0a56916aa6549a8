"""What the list of conversations asks of the server."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Body, FastAPI, Request
from starlette.responses import HTMLResponse, Response

from rag.service import Service
from rag.text.display import line
from ui.ask.conversation_list import frame, groups
from ui.guard.refusal import PageError
from ui.language import page_language
from ui.person import person_of

LONGEST_TITLE = 200  # characters

_AT = "/desk/ask/conversations"


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes of the list."""

    @app.get("/desk/ask/conversation-list")
    def around(request: Request) -> HTMLResponse:
        return HTMLResponse(frame(page_language(request.headers)))

    @app.get(_AT)
    def listed(request: Request, search: str = "") -> HTMLResponse:
        language = page_language(request.headers)
        search = line(search)[:LONGEST_TITLE]
        found = desk.conversations.list(person_of(request), search=search)
        return HTMLResponse(groups(found, language, today=date.today(), search=search))

    @app.post(f"{_AT}/{{conversation_id}}/rename", status_code=204)
    def rename(
        request: Request, conversation_id: str, title: Annotated[str, Body(embed=True)]
    ) -> Response:
        title = line(title)
        if not title or len(title) > LONGEST_TITLE:
            raise PageError("ask.list_bad_title", most=LONGEST_TITLE)
        return _done(desk.conversations.rename(person_of(request), conversation_id, title))

    @app.delete(f"{_AT}/{{conversation_id}}", status_code=204)
    def remove(request: Request, conversation_id: str) -> Response:
        return _done(desk.conversations.remove(person_of(request), conversation_id))

    @app.post(f"{_AT}/{{conversation_id}}/restore", status_code=204)
    def restore(request: Request, conversation_id: str) -> Response:
        return _done(desk.conversations.restore(person_of(request), conversation_id))


def _done(was_there: bool) -> Response:
    if not was_there:
        raise PageError("page.gone", status=404)
    return Response(status_code=204)
