"""The routes of operators."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service
from ui.guard.places import Places


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the routes."""

    @app.get("/healthz")
    def healthz() -> dict[str, str | int]:
        return {"status": "ok", "articles": desk.count()}
