"""What the panel asks of the server."""

from __future__ import annotations

from fastapi import FastAPI

from ui.desk import Desk


def mount(app: FastAPI, desk: Desk) -> None:
    """Add the routes of the panel."""
