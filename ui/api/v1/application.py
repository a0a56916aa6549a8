"""The application under `/v1`, with its one description (`/v1/openapi.json`)."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service
from ui.api.openai import openai_routes
from ui.guard.places import Places
from ui.guard.refusal import explain_refusals


def build(app: FastAPI, desk: Service, places: Places) -> FastAPI:
    """Build the application. `app` is the one that it is mounted in, whose end is its end."""
    v1 = FastAPI(title="Mujaz", version="1", docs_url=None, redoc_url=None)
    explain_refusals(v1)
    openai_routes.mount(v1, desk, places)
    return v1
