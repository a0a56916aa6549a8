"""What clients of OpenAI's protocol ask for."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service
from ui.guard.places import Places


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the routes, which are under `/v1`."""
