"""What the tab of the library asks of the server."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Path, Request
from starlette.responses import HTMLResponse

from rag.service import Service
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams
from ui.language import page_language
from ui.library import intake_routes, upkeep_routes
from ui.library.article_list import article_list
from ui.library.library_figures import library_figures, outlet_options
from ui.library.list_request import PAGE, ListRequest, list_request
from ui.library.story_list import story_articles, story_list

Wanted = Annotated[ListRequest, Depends(list_request)]
Number = Annotated[int, Path(ge=0, lt=2**31)]


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes of the tab."""
    _mount_lists(app, desk)
    intake_routes.mount(app, desk, streams)
    upkeep_routes.mount(app, desk, streams)


def _mount_lists(app: FastAPI, desk: Service) -> None:
    """Add what is read of the library: its figures, its articles and its stories."""

    @app.get("/desk/library/figures")
    def figures(request: Request) -> HTMLResponse:
        return _page(library_figures(desk.totals(), page_language(request.headers)))

    @app.get("/desk/library/outlets")
    def outlets(request: Request) -> HTMLResponse:
        return _page(outlet_options(desk.totals(), page_language(request.headers)))

    @app.get("/desk/library/articles")
    def articles(request: Request, wanted: Wanted) -> HTMLResponse:
        found, total = desk.article_page(
            wanted.where, search=wanted.search, limit=PAGE, offset=wanted.offset
        )
        language = page_language(request.headers)
        return _page(article_list(found, total, wanted, language, today=date.today()))

    @app.get("/desk/library/stories")
    def stories(request: Request, wanted: Wanted) -> HTMLResponse:
        found = desk.stories_by_day(
            wanted.where,
            search=wanted.search,
            limit=PAGE + 1,
            offset=wanted.offset,
            least=wanted.least,
        )
        linked = None if wanted.story is None else desk.story(wanted.story)
        language = page_language(request.headers)
        return _page(story_list(found, linked, wanted, language, today=date.today()))

    @app.get("/desk/library/stories/{number}")
    def story(request: Request, number: Number) -> HTMLResponse:
        found = desk.story(number)
        if found is None:
            raise PageError("page.gone", status=404)
        articles = desk.summaries(found.article_ids)
        return _page(story_articles(articles, page_language(request.headers)))


def _page(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers={"cache-control": "no-store"})
