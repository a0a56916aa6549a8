"""The routes of operators."""

from __future__ import annotations

from fastapi import FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from rag.service import Service
from ui.api.operators.meters import Meters
from ui.api.operators.present_figures import PresentFigures
from ui.api.operators.probes import Probes
from ui.api.operators.request_watch import RequestWatch
from ui.guard.closing import closing_of
from ui.guard.permission import needs
from ui.guard.places import Places
from ui.guard.refusal import code_of, told
from ui.language import page_language
from ui.words import say

_NO_STORE = {"cache-control": "no-store"}


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the routes, and what watches all requests, theirs and those of every other door."""
    closing = closing_of(app)
    meters = Meters([PresentFigures(desk, places, closing)])
    app.add_middleware(RequestWatch, meters=meters)  # the last one added is the first one asked
    probes = Probes(desk, closing)

    @app.head("/healthz", include_in_schema=False)  # as some load balancers ask
    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok", "articles": await probes.articles()}, 200, _NO_STORE)

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz")
    async def readyz(request: Request) -> JSONResponse:
        unready = await probes.unready()
        if not unready:
            return JSONResponse({"status": "ready"}, 200, _NO_STORE)
        name = "operators.ending" if "ending" in unready else "operators.unready"
        text = say(name, page_language(request.headers), parts=", ".join(unready))
        return told(request, text, 503, code=code_of(name), more={"parts": unready})

    @app.get("/metrics", dependencies=[needs("admin")])
    async def metrics() -> Response:
        text = await run_in_threadpool(meters.text)
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers=_NO_STORE)
