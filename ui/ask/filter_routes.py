"""What narrowing a question asks of the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse

from rag.records import ArticleSummary, Story
from rag.service import Service
from rag.text.display import line
from ui.ask.filter_html import filters_html, found_html
from ui.language import page_language

MOST_STORIES, MOST_ARTICLES = 6, 10
"""Found at one time; one more word finds the others."""

_LONGEST = 200  # characters of a search


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes of the filters."""

    @app.get("/desk/ask/filters")
    def filters(request: Request) -> HTMLResponse:
        language = page_language(request.headers)
        return HTMLResponse(filters_html(desk.totals(), language, today=date.today()))

    @app.get("/desk/ask/filters/found")
    def found(request: Request, search: str = "") -> HTMLResponse:
        search = line(search)[:_LONGEST]
        articles, _ = desk.article_page(search=search, limit=MOST_ARTICLES)
        stories = _stories(desk, articles)
        return HTMLResponse(found_html(stories, articles, page_language(request.headers)))


def _stories(desk: Service, articles: Sequence[ArticleSummary]) -> list[Story]:
    """Return the stories of these articles that have others besides."""
    found = filter(None, (desk.story_of(one.id) for one in articles))
    once = {story.number: story for story in found if len(story.article_ids) > 1}
    return list(once.values())[:MOST_STORIES]
