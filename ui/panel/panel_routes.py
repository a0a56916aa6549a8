"""What the panel asks of the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request
from starlette.responses import HTMLResponse, Response

from rag.service import Service
from ui.language import page_language
from ui.panel.panel import opening, panel_html
from ui.panel.related import related_html
from ui.panel.word_list import word_list

_FRESH = {"cache-control": "no-store"}


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes of the panel."""

    @app.get("/desk/panel/article")
    def article(
        request: Request,
        href: str | None = None,
        article: str | None = None,
        number: int | None = None,
        also: Annotated[list[str] | None, Query()] = None,
        version: int | None = None,
    ) -> Response:
        asked = opening(
            href=href, article_id=article, number=number, also=also or (), version=version
        )
        html = panel_html(desk, asked, page_language(request.headers))
        return HTMLResponse(html, headers=_FRESH)

    @app.get("/desk/panel/words")
    def glossary(request: Request, href: str, version: int | None = None) -> Response:
        html = word_list(desk, href, version, page_language(request.headers))
        return HTMLResponse(html, headers=_FRESH)

    @app.get("/desk/panel/related")
    def related(request: Request, article: str) -> Response:
        html = related_html(desk, article, page_language(request.headers))
        return HTMLResponse(html, headers=_FRESH)
