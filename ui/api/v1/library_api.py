"""What is in the library: totals, stories, and the feeds that are watched."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from rag.records.as_json import feed_json, story_json, totals_json
from rag.records.json_shapes import StoryJson
from ui.api.v1.interface import Interface, next_page
from ui.api.v1.reply_shapes import AddedFeed, FeedList, LibraryReply, StoryPage
from ui.api.v1.request_bodies import FeedBody, LinkText, StoryQuery
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.person import person_of

TAG = "library"
_MOST = 2**31 - 1


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""
    _mount_library(app, shared)
    _mount_stories(app, shared)
    _mount_feeds(app, shared)


def _mount_library(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get("/library", tags=[TAG], operation_id="describe_library", summary="Count what is there")
    def describe() -> LibraryReply:
        made, wanted = desk.vectors_made()
        return {
            **totals_json(desk.totals()),
            "vectors": {"made": made, "wanted": wanted, "moving_to": desk.moving_to()},
            "words_owed": desk.words_owed(),
            "embedder": desk.settings.embedder,
            "model": desk.settings.model,
        }


def _mount_stories(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get("/stories", tags=[TAG], operation_id="list_stories", summary="List stories")
    async def stories(request: Request, query: Annotated[StoryQuery, Query()]) -> StoryPage:
        find = partial(
            desk.story_page,
            query.where(),
            search=query.search,
            limit=query.limit + 1,
            offset=query.offset,
            least=query.least,
        )
        async with shared.places.of(person_of(request)):
            found = await run_in_threadpool(find)
        more = len(found) > query.limit
        return {
            "items": [story_json(one) for one in found[: query.limit]],
            "next": next_page(request, limit=query.limit, offset=query.offset, more=more),
        }

    @app.get("/stories/{number}", tags=[TAG], operation_id="read_story", summary="Read one story")
    def story(number: Annotated[int, Path(ge=0, le=_MOST)]) -> StoryJson:
        found = desk.story(number)
        if found is None:
            raise PageError("page.gone", status=404)
        return story_json(found)


def _mount_feeds(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get("/feeds", tags=[TAG], operation_id="list_feeds", summary="List watched feeds")
    def feeds() -> FeedList:
        return {"items": [feed_json(one) for one in desk.feeds()]}

    @app.post(
        "/feeds",
        status_code=201,
        tags=[TAG],
        operation_id="watch_feed",
        summary="Watch a feed",
        responses={200: {"model": AddedFeed, "description": "It was watched already."}},
        dependencies=[needs("write")],
    )
    async def watch(request: Request, response: Response, body: FeedBody) -> AddedFeed:
        add = partial(desk.watch, body.url, outlet=body.outlet, language=body.language)
        added = await shared.fetch(add)
        if added.is_new:
            await shared.note(request, "feeds.add", [added.feed.url])
        else:
            response.status_code = 200
        return {
            "feed": feed_json(added.feed),
            "is_new": added.is_new,
            "notes": list(added.notes),
        }

    @app.delete(
        "/feeds",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="unwatch_feed",
        summary="Watch a feed no longer",
        dependencies=[needs("write")],
    )
    async def unwatch(request: Request, url: Annotated[LinkText, Query()]) -> None:
        if await shared.change(partial(desk.unwatch, [url])):
            raise PageError("page.gone", status=404)
        await shared.note(request, "feeds.remove", [url])
