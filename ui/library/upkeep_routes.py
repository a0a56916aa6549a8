"""What looking after a library asks of the server: its feeds, its health, its repair."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator
from typing import Any, Literal

from fastapi import FastAPI, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from rag.errors import SourceError
from rag.records import Language, WatchedFeed
from rag.service import Service
from ui.guard.audit import note_change
from ui.guard.closing import at_end
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.jobs.event_stream import EventStream, Streams
from ui.jobs.job import State
from ui.language import page_language
from ui.library import upkeep_html
from ui.library.intake_links import link_of
from ui.library.intake_reasons import why
from ui.library.upkeep_tasks import Task, TaskState, Told, UpkeepTasks
from ui.words import say

Kind = Literal["feeds", "check", "repair"]

# How the audit log calls what changes something.
_ACTIONS: dict[Kind, str] = {"feeds": "feeds.read", "repair": "library.repair"}


class _Feed(BaseModel):
    url: str = Field(min_length=1, max_length=2_000)
    outlet: str = Field("", max_length=500)


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes."""
    tasks = UpkeepTasks(desk.count)
    at_end(app, tasks.close, tasks.work)
    _mount_tasks(app, desk, tasks, streams)
    _mount_feeds(app, desk, tasks)


def _mount_tasks(app: FastAPI, desk: Service, tasks: UpkeepTasks, streams: Streams) -> None:
    """Add the routes of what takes long."""
    work: dict[Kind, Task] = {
        "feeds": lambda told, stop: read_feeds(desk, told, stop),
        "check": lambda told, stop: TaskState(running=False, health=desk.check()),
        "repair": lambda told, stop: repair(desk, told, stop),
    }

    @app.get("/desk/library/upkeep")
    def show(request: Request) -> HTMLResponse:
        language = page_language(request.headers)
        return HTMLResponse(upkeep_html.upkeep(desk.setup(), desk.feeds(), language))

    async def begin(request: Request, kind: Kind) -> Response:
        if not tasks.is_running(kind):
            tasks.start(kind, work[kind])
            if kind in _ACTIONS:
                await run_in_threadpool(note_change, desk, request, _ACTIONS[kind], ["all"])
        return Response(status_code=204)

    @app.post("/desk/library/upkeep/feeds", dependencies=[needs("write")])
    async def start_reading(request: Request) -> Response:
        return await begin(request, "feeds")

    @app.post("/desk/library/upkeep/feeds/stop", dependencies=[needs("write")])
    async def stop_reading() -> Response:
        tasks.stop("feeds")
        return Response(status_code=204)

    @app.post("/desk/library/upkeep/{kind}", dependencies=[needs("admin")])
    async def start(request: Request, kind: Kind) -> Response:
        return await begin(request, kind)

    @app.post("/desk/library/upkeep/{kind}/stop", dependencies=[needs("admin")])
    async def stop(kind: Kind) -> Response:
        tasks.stop(kind)
        return Response(status_code=204)

    @app.get("/desk/library/upkeep/{kind}/events")
    async def events(request: Request, kind: Kind) -> EventStream:
        return streams.response(_shown(tasks, kind, page_language(request.headers)))


def _mount_feeds(app: FastAPI, desk: Service, tasks: UpkeepTasks) -> None:
    """Add the routes of the feeds that are watched."""
    given_up: dict[str, WatchedFeed] = {}

    @app.get("/desk/library/feeds")
    def show(request: Request) -> HTMLResponse:
        return HTMLResponse(upkeep_html.feed_list(desk.feeds(), page_language(request.headers)))

    @app.post("/desk/library/feeds", dependencies=[needs("write")])
    async def watch(request: Request, given: _Feed) -> JSONResponse:
        language = page_language(request.headers)
        address, outlet = link_of(given.url, language), given.outlet.strip() or None
        try:
            found = await run_in_threadpool(desk.watch, address, outlet=outlet)
        except SourceError as error:
            reason = why(error.reason, language)
            raise PageError("upkeep.not_watched", reason=reason) from None
        urls = [found.feed.url]
        await run_in_threadpool(note_change, desk, request, "feeds.add", urls)
        tasks.start("feeds", lambda told, stop: read_feeds(desk, told, stop, urls=urls))
        name = found.feed.title or found.feed.url
        told = "watched" if found.is_new else "watched_already"
        return JSONResponse({"said": say(f"upkeep.{told}", language, feed=name)})

    @app.delete("/desk/library/feeds", dependencies=[needs("write")])
    def unwatch(request: Request, given: _Feed) -> JSONResponse:
        language = page_language(request.headers)
        feed = next((one for one in desk.feeds() if one.url == given.url), None)
        if feed is None or desk.unwatch(feed.url):
            raise PageError("page.gone", status=404)
        given_up[feed.url] = feed
        note_change(desk, request, "feeds.remove", [feed.url])
        name = feed.title or feed.url
        return JSONResponse({"said": say("upkeep.unwatched", language, feed=name)})

    @app.post("/desk/library/feeds/return", dependencies=[needs("write")])
    def rewatch(request: Request, given: _Feed) -> JSONResponse:
        feed = given_up.pop(given.url, None)
        if feed is None:
            raise PageError("page.gone", status=404)
        desk.rewatch(feed)
        note_change(desk, request, "feeds.add", [feed.url])
        language = page_language(request.headers)
        name = feed.title or feed.url
        return JSONResponse({"said": say("upkeep.watched", language, feed=name)})


def read_feeds(
    desk: Service, told: Told, stop: threading.Event, *, urls: list[str] | None = None
) -> TaskState:
    """Read the feeds, all or those at some `urls`."""
    return TaskState(running=False, report=desk.read_feeds(told, stop=stop, urls=urls))


def repair(desk: Service, told: Told, stop: threading.Event) -> TaskState:
    """Build the indexes anew, or make only the vectors where nothing else is wanting; then check
    what that has come to."""
    found = desk.check()
    only_owes = found.sound and found.owed_vectors
    mend = desk.catch_up if only_owes else desk.repair
    mend(told, stop=stop)
    return TaskState(running=False, health=desk.check())


async def _shown(tasks: UpkeepTasks, kind: Kind, language: Language) -> AsyncGenerator[State]:
    """Yield the states of a task as the page shows them."""
    async for state in tasks.follow(kind):
        shown: dict[str, Any] = {
            "html": upkeep_html.task(kind, state, language),
            "running": state.running,
        }
        yield shown
