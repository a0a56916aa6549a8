"""Articles: listed, added, read, removed and brought back."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool

from rag.records import IngestReport
from rag.records.as_json import report_json, summary_json, version_json, versioned_article_json
from rag.records.json_shapes import ReportJson, VersionedArticleJson
from rag.service import Service
from ui.api.v1.interface import Interface, next_page
from ui.api.v1.reply_shapes import ArticlePage, VersionList
from ui.api.v1.request_bodies import ArticleQuery, DraftBody, Drafts, EmptyBody, LinksBody
from ui.api.v1.request_paths import whole_name
from ui.guard.permission import needs
from ui.guard.refusal import PageError
from ui.library.intake_uploads import Uploads, safe_name
from ui.person import person_of

TAG = "articles"

_Id = Annotated[
    str,
    Path(
        alias="id",
        max_length=2_000,
        description="The id of an article, percent-encoded: a slash in it is %2F.",
    ),
    AfterValidator(whole_name),
]


def mount(app: FastAPI, shared: Interface) -> None:
    """Add the routes."""
    _mount_list(app, shared)
    _mount_adding(app, shared)
    _mount_one(app, shared)
    _mount_removal(app, shared)


def _mount_list(app: FastAPI, shared: Interface) -> None:
    @app.get("/articles", tags=[TAG], operation_id="list_articles", summary="List articles")
    async def listed(request: Request, query: Annotated[ArticleQuery, Query()]) -> ArticlePage:
        find = partial(
            shared.desk.article_page,
            query.where(),
            search=query.search,
            limit=query.limit,
            offset=query.offset,
        )
        async with shared.places.of(person_of(request)):
            found, total = await run_in_threadpool(find)
        more = query.offset + len(found) < total and bool(found)
        following = next_page(request, limit=query.limit, offset=query.offset, more=more)
        return {"items": [summary_json(one) for one in found], "total": total, "next": following}


def _mount_adding(app: FastAPI, shared: Interface) -> None:
    desk, uploads = shared.desk, Uploads(shared.desk.uploads)

    @app.post(
        "/articles",
        tags=[TAG],
        operation_id="add_articles",
        summary="Add one article or many",
        dependencies=[needs("write")],
    )
    async def add(request: Request, drafts: Drafts) -> ReportJson:
        bodies = [drafts] if isinstance(drafts, DraftBody) else drafts
        report = await shared.change(partial(desk.add, [one.draft() for one in bodies]))
        return await _noted(shared, request, report)

    @app.post(
        "/articles/files",
        tags=[TAG],
        operation_id="add_file",
        summary="Add the articles of a file",
        description="The body is the file, as bytes; docs/sources.md lists the formats.",
        dependencies=[needs("write")],
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            }
        },
    )
    async def add_file(
        request: Request,
        name: Annotated[
            str, Query(min_length=1, max_length=2_000, description="Its ending tells the format.")
        ],
    ) -> ReportJson:
        shown = safe_name(name)
        path = await uploads.take(request, shown)
        try:
            (report,) = await shared.change(partial(desk.index_each, [(path, shown)]))
        finally:
            await run_in_threadpool(uploads.forget, path)
        return await _noted(shared, request, report, shown)

    @app.post(
        "/articles/links",
        tags=[TAG],
        operation_id="add_links",
        summary="Fetch links and add their articles",
        dependencies=[needs("write")],
    )
    async def add_links(request: Request, body: LinksBody) -> ReportJson:
        report = await shared.fetch(partial(desk.index, body.links, fetch=True))
        return await _noted(shared, request, report, *body.links)


def _mount_one(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.get("/articles/{id}", tags=[TAG], operation_id="read_article", summary="Read an article")
    def read(
        article_id: _Id,
        version: Annotated[
            int | None, Query(ge=1, le=1_000_000, description="A former version.")
        ] = None,
    ) -> VersionedArticleJson:
        return _versioned(desk, article_id, version)

    @app.get(
        "/articles/{id}/versions",
        tags=[TAG],
        operation_id="list_versions",
        summary="List the versions of an article",
    )
    def versions(article_id: _Id) -> VersionList:
        found = desk.versions(article_id)
        if not found:
            raise PageError("page.gone", status=404)
        return {"items": [version_json(one) for one in found]}


def _mount_removal(app: FastAPI, shared: Interface) -> None:
    desk = shared.desk

    @app.delete(
        "/articles/{id}",
        status_code=204,
        response_class=Response,
        tags=[TAG],
        operation_id="remove_article",
        summary="Remove an article",
        description="For a day it can be brought back.",
        dependencies=[needs("write")],
    )
    async def remove(request: Request, article_id: _Id) -> None:
        if await shared.change(partial(desk.remove, [article_id])):
            raise PageError("page.gone", status=404)
        await shared.note(request, "articles.remove", [article_id])

    @app.post(
        "/articles/{id}/restore",
        tags=[TAG],
        operation_id="restore_article",
        summary="Bring a removed article back",
        dependencies=[needs("write")],
    )
    async def restore(request: Request, article_id: _Id, body: EmptyBody) -> VersionedArticleJson:
        if await shared.change(partial(desk.restore, [article_id])):
            raise PageError("page.gone", status=404)
        await shared.note(request, "articles.restore", [article_id])
        return await run_in_threadpool(_versioned, desk, article_id, None)


def _versioned(desk: Service, article_id: str, number: int | None) -> VersionedArticleJson:
    """Return a version of an article, the present one for None. Raises `PageError`."""
    versions = desk.versions(article_id)
    wanted = [one for one in versions if number is None or one.number == number]
    if not wanted:
        raise PageError("page.gone", status=404)
    return versioned_article_json(wanted[-1], versions)


async def _noted(
    shared: Interface, request: Request, report: IngestReport, *sources: str
) -> ReportJson:
    """Note what was added, by its sources or else by its ids, and return the report."""
    if report.added or report.updated:
        ids = [one.id for one in report.articles if one.change != "unchanged"]
        await shared.note(request, "articles.add", sources or ids)
    return report_json(report)
