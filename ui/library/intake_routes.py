"""What adding and removing articles asks of the server."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from rag.records import Draft, IngestReport, Language
from rag.service import Service
from ui.guard.audit import note_change
from ui.guard.closing import at_end
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.jobs.event_stream import EventStream, Streams, once
from ui.jobs.job import Job, State
from ui.language import page_language
from ui.library import intake_html
from ui.library.intake_links import link_of
from ui.library.intake_queue import IntakeItem, IntakeQueue
from ui.library.intake_reasons import why
from ui.library.intake_uploads import Uploads, safe_name
from ui.person import person_of
from ui.words import counted, say

_ID = re.compile(r"[0-9a-f-]{8,40}")
MOST_IDS = 1_000
"""Articles that are removed by one request."""

_PASTED = "pasted"
"""The source of an article whose text was typed or pasted."""


class _Address(BaseModel):
    url: str = Field(min_length=1, max_length=2_000)
    id: str


class _Text(BaseModel):
    text: str = Field(max_length=400_000)
    title: str = Field("", max_length=2_000)
    outlet: str = Field("", max_length=500)
    published_at: str = Field("", max_length=40)
    url: str = Field("", max_length=2_000)


class _Ids(BaseModel):
    ids: list[str] = Field(min_length=1, max_length=MOST_IDS)


def mount(app: FastAPI, desk: Service, streams: Streams) -> None:
    """Add the routes."""
    uploads = Uploads(desk.uploads)
    queue = IntakeQueue(desk, uploads)
    at_end(app, queue.close, queue.work)
    _mount_list(app, queue, streams)
    _mount_sources(app, desk, queue, uploads)
    _mount_removal(app, desk)


def _mount_list(app: FastAPI, queue: IntakeQueue, streams: Streams) -> None:
    """Add the routes of the list of what waits to be read."""

    @app.get("/desk/library/intake", dependencies=[needs("write")])
    async def form(request: Request) -> HTMLResponse:
        queue.take_up(person_of(request))
        return HTMLResponse(intake_html.form(page_language(request.headers)))

    @app.get("/desk/library/intake/events", dependencies=[needs("write")])
    async def events(request: Request) -> EventStream:
        person, language = person_of(request), page_language(request.headers)
        job = queue.job(person)
        if job is None:
            return streams.response(once(_state(queue.items(person), {}, language)))
        return streams.response(_states(queue, job, language))

    @app.delete("/desk/library/intake", dependencies=[needs("write")])
    async def clear(request: Request) -> Response:
        queue.clear(person_of(request))
        return Response(status_code=204)

    @app.post("/desk/library/intake/stop", dependencies=[needs("write")])
    async def stop(request: Request) -> Response:
        queue.stop(person_of(request))
        return Response(status_code=204)


def _mount_sources(app: FastAPI, desk: Service, queue: IntakeQueue, uploads: Uploads) -> None:
    """Add the routes that take files, links and texts."""

    @app.post("/desk/library/files", dependencies=[needs("write")])
    async def take_file(
        request: Request,
        name: Annotated[str, Query(max_length=2_000)],
        id: Annotated[str, Query()],  # noqa: A002 - the name in the address
    ) -> Response:
        person, number = person_of(request), _checked_id(id)
        queue.make_room(person)
        shown = safe_name(name)
        path = await uploads.take(request, shown)
        await run_in_threadpool(note_change, desk, request, "articles.add", [shown])
        queue.add(person, IntakeItem(number, shown, path))
        return Response(status_code=204)

    @app.post("/desk/library/links", dependencies=[needs("write")])
    async def take_link(request: Request, given: _Address) -> Response:
        person = person_of(request)
        queue.make_room(person)
        address = link_of(given.url, page_language(request.headers))
        number = _checked_id(given.id)
        await run_in_threadpool(note_change, desk, request, "articles.add", [address])
        queue.add(person, IntakeItem(number, address))
        return Response(status_code=204)

    @app.post("/desk/library/texts", dependencies=[needs("write")])
    def take_text(request: Request, given: _Text) -> JSONResponse:
        language = page_language(request.headers)
        if not given.text.strip():
            raise PageError("intake.no_text")
        report = desk.add(
            Draft(
                text=given.text,
                title=given.title.strip() or None,
                outlet=given.outlet.strip() or None,
                published_at=given.published_at.strip() or None,
                url=given.url.strip() or None,
                source=_PASTED,
            )
        )
        reply = _added(report, language)
        note_change(desk, request, "articles.add", [reply["article"]])
        return JSONResponse(reply)


def _mount_removal(app: FastAPI, desk: Service) -> None:
    """Add the routes that remove articles, bring them back, and count what the indexes owe."""

    @app.post("/desk/library/removals", dependencies=[needs("write")])
    def remove(request: Request, given: _Ids) -> JSONResponse:
        language = page_language(request.headers)
        wanted = list(dict.fromkeys(given.ids))
        unknown = set(desk.remove(wanted))
        removed = [one for one in wanted if one not in unknown]
        if not removed:
            raise PageError("page.gone", status=404)
        note_change(desk, request, "articles.remove", removed)
        said = counted("intake.removed", len(removed), language)
        return JSONResponse({"removed": removed, "said": said})

    @app.post("/desk/library/restorals", dependencies=[needs("write")])
    def restore(request: Request, given: _Ids) -> JSONResponse:
        language = page_language(request.headers)
        wanted = list(dict.fromkeys(given.ids))
        lost = desk.restore(wanted)
        note_change(desk, request, "articles.restore", [one for one in wanted if one not in lost])
        back = len(wanted) - len(lost)
        parts = [counted("intake.restored", back, language)] if back else []
        if lost:
            parts.append(counted("intake.lost", len(lost), language))
        return JSONResponse({"restored": back, "said": " ".join(parts)})

    @app.get("/desk/library/vectors")
    def vectors(request: Request) -> dict[str, Any]:
        made, wanted = desk.vectors_made()
        unfound = desk.words_owed()
        line = intake_html.vectors_line(made, wanted, unfound, page_language(request.headers))
        return {"made": made, "wanted": wanted, "unfound": unfound, "line": line}


def _checked_id(given: str) -> str:
    if not _ID.fullmatch(given):
        raise PageError("page.bad")
    return given


def _added(report: IngestReport, language: Language) -> dict[str, Any]:
    if report.failures:
        reason = why(report.failures[0].reason, language)
        raise PageError("intake.text_refused", reason=reason)
    first = report.articles[0]
    kind = "twin" if first.is_twin else first.change
    return {"article": first.id, "change": kind, "said": say(f"intake.one_{kind}", language)}


def _state(items: list[IntakeItem], sent: dict[str, int], language: Language) -> State:
    """Return the rows that are not yet `sent` as they are, and the line above all of them."""
    changed = [one for one in items if sent.get(one.id) != one.change]
    sent.update({one.id: one.change for one in changed})
    return {
        "rows": [
            {
                "id": one.id,
                "result": intake_html.result(one),
                "html": intake_html.row(one, language),
            }
            for one in changed
        ],
        "line": intake_html.results_line(items, language),
        "left": sum(not one.is_done for one in items),
    }


async def _states(queue: IntakeQueue, job: Job, language: Language) -> AsyncGenerator[State]:
    """Yield what changes on the list while a job reads it."""
    sent: dict[str, int] = {}
    async for _ in job.follow():
        yield _state(queue.items(job.person), sent, language)
