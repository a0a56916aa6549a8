"""What the tab of briefs asks of the server."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from rag.exports import EXPORTERS
from rag.records import KeptBrief
from rag.service import Service
from ui.briefs import brief_changes_html, brief_html, choices_html, kept_html
from ui.briefs.brief_comparison import compare
from ui.briefs.brief_copy import copied
from ui.briefs.brief_files import BriefFiles
from ui.briefs.brief_jobs import BriefJobs
from ui.briefs.brief_request import MAX_TOPIC, Wish
from ui.guard.closing import at_end
from ui.guard.refusal import PageError
from ui.jobs.event_stream import Streams
from ui.language import page_language
from ui.person import person_of
from ui.words.dates import moment


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes of the tab."""
    _mount_choices(app, desk)
    _mount_making(app, desk, streams)
    _mount_kept(app, desk)
    _mount_uses(app, desk)


def _mount_choices(app: FastAPI, desk: Service) -> None:
    @app.get("/desk/briefs/stories")
    def stories(request: Request, search: str = "") -> HTMLResponse:
        found = desk.story_page(search=search[:MAX_TOPIC], limit=choices_html.STORIES + 1)
        return HTMLResponse(choices_html.stories(found, page_language(request.headers)))

    @app.get("/desk/briefs/choices")
    def choices(request: Request) -> HTMLResponse:
        language = page_language(request.headers)
        return HTMLResponse(choices_html.days_and_outlets(desk.totals(), language))


def _mount_making(app: FastAPI, desk: Service, streams: Streams) -> None:
    jobs = BriefJobs(desk)
    at_end(app, jobs.close, jobs.work)

    @app.post("/desk/briefs")
    async def start(wish: Wish, request: Request) -> dict[str, str]:
        language = page_language(request.headers)
        return {"job": await jobs.start(wish, person_of(request), language)}

    @app.get("/desk/briefs/{name}/steps")
    async def steps(name: str, request: Request) -> Response:
        language = page_language(request.headers)
        return streams.response(jobs.follow(name, person_of(request), language))

    @app.post("/desk/briefs/{name}/stop", status_code=204)
    async def stop(name: str, request: Request) -> None:
        jobs.stop(name, person_of(request))

    @app.post("/desk/briefs/{name}/anew")
    async def anew(name: str, request: Request) -> dict[str, str]:
        kept = await run_in_threadpool(_kept, desk, name, request)
        if not kept.request:
            raise PageError("briefs.gone", status=404)
        wish = Wish.model_validate_json(kept.request)
        language = page_language(request.headers)
        return {"job": await jobs.start(wish, person_of(request), language)}


def _mount_kept(app: FastAPI, desk: Service) -> None:
    @app.get("/desk/briefs")
    def earlier(request: Request) -> HTMLResponse:
        kept = desk.conversations.briefs(person_of(request))
        return HTMLResponse(kept_html.earlier(kept, page_language(request.headers)))

    @app.get("/desk/briefs/{name}")
    def sheet(name: str, request: Request) -> HTMLResponse:
        kept = _kept(desk, name, request)
        others = kept_html.alike(kept, desk.conversations.briefs(person_of(request)))
        return HTMLResponse(kept_html.sheet(kept, others, page_language(request.headers)))

    @app.delete("/desk/briefs/{name}", status_code=204)
    def remove(name: str, request: Request) -> None:
        if not desk.conversations.remove_brief(person_of(request), name):
            raise PageError("briefs.gone", status=404)


def _mount_uses(app: FastAPI, desk: Service) -> None:
    files = BriefFiles()

    @app.get("/desk/briefs/{name}/file/{suffix}")
    async def file(name: str, suffix: str, request: Request) -> Response:
        exporter = next((row for row in EXPORTERS if row.suffix == suffix), None)
        if exporter is None:
            raise PageError("page.gone", status=404)
        kept = await run_in_threadpool(_kept, desk, name, request)
        return await files.response(kept, exporter)

    @app.get("/desk/briefs/{name}/copy")
    def copy(name: str, request: Request) -> dict[str, str]:
        return copied(_kept(desk, name, request).brief, reader=page_language(request.headers))

    @app.get("/desk/briefs/{name}/compared/{other}")
    def compared(name: str, other: str, request: Request) -> HTMLResponse:
        both = (_kept(desk, name, request), _kept(desk, other, request))
        older, newer = sorted(both, key=lambda one: one.made_at)
        language = page_language(request.headers)
        found = compare(*(brief_html.without_marks(one.brief) for one in (older, newer)))
        since = moment(older.made_at, language)
        return HTMLResponse(brief_changes_html.comparison(found, reader=language, since=since))


def _kept(desk: Service, name: str, request: Request) -> KeptBrief:
    """Return a kept brief of whoever asks. Raises `PageError` if there is none."""
    kept = desk.conversations.brief(person_of(request), name)
    if kept is None:
        raise PageError("briefs.gone", status=404)
    return kept
