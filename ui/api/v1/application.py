"""The application under `/v1`, with its one description (`/v1/openapi.json`)."""

from __future__ import annotations

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer

from rag.service import Service
from ui.api.openai import openai_routes
from ui.api.v1 import (
    articles_api,
    asking_api,
    briefs_api,
    conversations_api,
    eval_api,
    library_api,
)
from ui.api.v1.interface import Interface
from ui.api.v1.openapi_document import describe
from ui.api.v1.request_paths import RequestPaths
from ui.evaluation.run_jobs import run_jobs_of
from ui.guard.closing import closing_of
from ui.guard.places import Places
from ui.guard.refusal import explain_refusals
from ui.guard.telemetry import OFF

_TOKEN = HTTPBearer(
    auto_error=False,  # `ui.guard.authentication` has seen to it; this describes it
    description="A token of `mujaz user token`.",
)


def build(app: FastAPI, desk: Service, places: Places) -> FastAPI:
    """Build the application. `app` is the one that it is mounted in, whose end is its end."""
    v1 = FastAPI(
        title="Mujaz",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Security(_TOKEN)],
        telemetry=OFF,
    )
    explain_refusals(v1)
    v1.add_middleware(RequestPaths, routes=v1.routes)
    shared = Interface(desk, places, closing_of(app), run_jobs_of(app, desk))
    for room in (
        articles_api,
        asking_api,
        briefs_api,
        conversations_api,
        library_api,
        eval_api,
    ):
        room.mount(v1, shared)
    openai_routes.mount(v1, desk, places, closing_of(app))
    describe(v1)
    return v1
