"""Briefs: made, kept, and handed on as files."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from rag.exports import EXPORTERS, Exporter
from rag.exports.json_export import brief_json, kept_brief_json, kept_brief_summary_json
from rag.records import BriefEvent, BriefFinished, BriefRequest, KeptBrief
from rag.records.json_shapes import KeptBriefJson
from rag.requests import brief_request
from rag.service import Service
from ui.api.v1.interface import Interface, next_page
from ui.api.v1.reply_shapes import BriefPage, BriefReply
from ui.api.v1.request_bodies import BriefBody, PageQuery, filter_of
from ui.api.v1.typed_events import described, named_events, wants_events
from ui.briefs.brief_files import BriefFiles
from ui.briefs.brief_jobs import brief_title
from ui.briefs.brief_request import Wish
from ui.guard.refusal import PageError
from ui.jobs.event_stream import NamedEvent
from ui.jobs.waited_for import waited_for
from ui.person import person_of

TAG = "briefs"

EVENTS = {"progress": "ProgressEvent", "brief": "BriefReply", "error": "Problem"}


FileFormat = Literal["md", "html", "docx", "pdf", "json"]

_Format = Annotated[
    FileFormat | None,
    Query(
        alias="format",
        description="The brief as a file; left out, what `Accept` prefers, else JSON.",
    ),
]

_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            row.media_type.partition(";")[0]: {"schema": {"type": "string"}}
            for row in EXPORTERS
            if row.suffix != "json"
        }
    }
}


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""
    files = BriefFiles()
    _mount_making(app, shared, files)
    _mount_kept(app, shared, files)


def _mount_making(app: FastAPI, shared: Interface, files: BriefFiles) -> None:
    described_reply = described(EVENTS, "The brief.")
    described_reply[200]["content"] |= _FILES[200]["content"]

    @app.post(
        "/briefs",
        tags=[TAG],
        operation_id="make_brief",
        summary="Make a brief",
        response_model=BriefReply,
        responses=described_reply,
    )
    async def make(request: Request, body: BriefBody, suffix: _Format = None) -> Any:
        asked, ending = _AskedBrief(shared, person_of(request), body), shared.closing.ending
        shared.places.check_room(asked.person)
        if wants_events(request, stream=body.stream):
            shared.streams.check_room()
            events = named_events(asked.events, asked.written, ending=ending, request=request)
            return shared.streams.named(events)
        finished = await waited_for(request, asked.finished(), ending)
        exporter = exporter_of(request, suffix)
        if exporter is None:
            return asked.reply(finished)
        return await files.made(finished.brief, exporter)


def _mount_kept(app: FastAPI, shared: Interface, files: BriefFiles) -> None:
    desk = shared.desk

    @app.get("/briefs", tags=[TAG], operation_id="list_briefs", summary="List your own briefs")
    def listed(request: Request, query: Annotated[PageQuery, Query()]) -> BriefPage:
        person, limit, offset = person_of(request), query.limit, query.offset
        part = desk.conversations.briefs(person, limit=limit, offset=offset)
        total = desk.conversations.brief_count(person)
        following = next_page(request, limit=limit, offset=offset, more=offset + limit < total)
        items = [kept_brief_summary_json(one) for one in part]
        return {"items": items, "total": total, "next": following}

    @app.get(
        "/briefs/{id}",
        tags=[TAG],
        operation_id="read_brief",
        summary="Read a kept brief",
        response_model=KeptBriefJson,
        responses=_FILES,
    )
    async def read(request: Request, id: str, suffix: _Format = None) -> Any:  # noqa: A002
        kept = await run_in_threadpool(_kept, desk, person_of(request), id)
        if kept is None:
            raise PageError("page.gone", status=404)
        exporter = exporter_of(request, suffix)
        if exporter is None:
            return await run_in_threadpool(kept_brief_json, kept)
        return await files.response(kept, exporter)

    @app.delete(
        "/briefs/{id}",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="remove_brief",
        summary="Remove a kept brief",
    )
    def remove(request: Request, id: str) -> None:  # noqa: A002 - as in the address
        if not desk.conversations.remove_brief(person_of(request), id):
            raise PageError("page.gone", status=404)


def exporter_of(request: Request, suffix: FileFormat | None) -> Exporter | None:
    """Return the format of a file that a request asks for; None for JSON."""
    accepted = request.headers.get("accept", "").lower().split(",")
    kinds = [part.partition(";")[0].strip() for part in accepted]
    for row in EXPORTERS:
        kind = row.media_type.partition(";")[0]
        if row.suffix == suffix or (suffix is None and kinds[:1] == [kind]):
            return None if row.suffix == "json" else row
    return None


class _AskedBrief:
    """A brief of one person while it is being made."""

    def __init__(self, shared: Interface, person: str, body: BriefBody) -> None:
        """Check what is wanted. Raises `UsageError`."""
        self.person = person
        self._shared = shared
        self._body = body
        self._wanted = _wanted(body)
        self._kept: KeptBrief | None = None

    async def finished(self) -> BriefFinished:
        """Return the brief."""
        async with aclosing(self.events()) as events:
            async for event in events:
                if isinstance(event, BriefFinished):
                    return event
        raise AssertionError("a stream ends with its brief")

    async def events(self) -> AsyncGenerator[BriefEvent]:
        """Yield the brief as it is made, and keep it if that is wanted."""
        async with (
            self._shared.places.of(self.person),
            aclosing(await run_in_threadpool(self._start)) as events,
        ):
            async for event in events:
                if isinstance(event, BriefFinished) and self._body.keep:
                    self._kept = await run_in_threadpool(self._keep, event)
                yield event

    def written(self, event: BriefEvent) -> NamedEvent:
        """Return an event as programs are sent it."""
        if isinstance(event, BriefFinished):
            return "brief", self.reply(event)
        return "progress", {"stage": event.stage, "done": event.done, "total": event.total}

    def reply(self, finished: BriefFinished) -> BriefReply:
        """Return a brief that was made, with the id under which it was kept."""
        return {
            **brief_json(finished.brief),
            "kept": self._kept.id if self._kept else None,
        }

    def _start(self) -> AsyncGenerator[BriefEvent]:
        wanted = self._wanted
        return self._shared.desk.astream_brief(
            wanted.topic,
            articles=wanted.articles,
            where=wanted.where,
            length=wanted.words,
            languages=wanted.languages,
            reader=wanted.reader,
        )

    def _keep(self, finished: BriefFinished) -> KeptBrief:
        wish = _wish(self._body)
        return self._shared.desk.conversations.keep_brief(
            self.person,
            finished.brief,
            title=brief_title(wish, self._wanted, finished.brief),
            request=wish.model_dump_json(),
        )


def _kept(desk: Service, person: str, brief_id: str) -> KeptBrief | None:
    return desk.conversations.brief(person, brief_id)


def _wanted(body: BriefBody) -> BriefRequest:
    return brief_request(
        body.topic,
        articles=body.articles,
        where=filter_of(body.where),
        length=body.length,
        languages=tuple(dict.fromkeys(body.languages)),
        reader=body.reader,
    )


def _wish(body: BriefBody) -> Wish:
    """Return what the page would have asked for, so that it can make the brief anew."""
    where = body.where
    return Wish(
        topic=body.topic or "",
        length=body.length,
        languages=tuple(body.languages),
        since=(where and where.since) or "",
        until=(where and where.until) or "",
        outlets=tuple(where.outlets) if where else (),
        articles=tuple(body.articles),
    )
