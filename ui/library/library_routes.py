"""What the tab of library asks of the server."""

from __future__ import annotations

from fastapi import FastAPI

from ui.desk import Desk
from ui.jobs.event_stream import Streams
from ui.library import intake_routes, upkeep_routes


def mount(app: FastAPI, desk: Desk, streams: Streams) -> None:
    """Add the routes of the tab."""
    intake_routes.mount(app, desk, streams)
    upkeep_routes.mount(app, desk, streams)
