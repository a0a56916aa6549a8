"""The Model Context Protocol over HTTP, at `/mcp`."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service
from ui.guard.places import Places


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the route."""
