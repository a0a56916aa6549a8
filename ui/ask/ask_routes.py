"""What the tab of questions asks of the server."""

from __future__ import annotations

from fastapi import FastAPI

from ui.desk import Desk
from ui.jobs.event_stream import Streams


def mount(app: FastAPI, desk: Desk, streams: Streams) -> None:
    """Add the routes of the tab."""
