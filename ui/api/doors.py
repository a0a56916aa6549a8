"""Opens the doors for programs."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service
from ui.api.mcp import mcp_door
from ui.api.operators import operator_routes
from ui.api.terminal import terminal_routes
from ui.api.v1 import application
from ui.guard.places import Places


def mount(app: FastAPI, desk: Service) -> None:
    """Add `/v1`, `/mcp`, `/library` and what operators ask for."""
    places = Places()
    app.mount("/v1", application.build(app, desk, places))
    mcp_door.mount(app, desk, places)
    terminal_routes.mount(app, desk, places)
    operator_routes.mount(app, desk, places)
