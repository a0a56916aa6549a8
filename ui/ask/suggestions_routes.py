"""What may be asked before the first question, and after an answer."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse

from rag.records import Language
from rag.service import Service
from ui.ask.suggestions import Suggestions
from ui.ask.suggestions_html import follow_ups_html, suggestions_html
from ui.guard.refusal import PageError
from ui.language import page_language
from ui.person import person_of

_OTHER: dict[Language, Language] = {"ar": "en", "en": "ar"}


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes."""
    suggestions = Suggestions(desk)

    @app.get("/desk/ask/suggestions")
    def newest(request: Request, fresh: bool = False) -> HTMLResponse:
        language = page_language(request.headers)
        own = suggestions.newest(language, fresh=fresh)
        return HTMLResponse(suggestions_html([own, suggestions.newest(_OTHER[language])], language))

    @app.get("/desk/ask/answers/{exchange_id}/follow-ups")
    def next_questions(request: Request, exchange_id: str) -> HTMLResponse:
        exchange = desk.conversations.exchange(person_of(request), exchange_id)
        if exchange is None:
            raise PageError("page.gone", status=404)
        if exchange.answer is None:
            return HTMLResponse("")
        found = suggestions.after(exchange, exchange.answer.language)
        return HTMLResponse(follow_ups_html(found, page_language(request.headers)))
