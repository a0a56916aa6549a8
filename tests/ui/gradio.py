"""What tests know of the Gradio application under the page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from ui.door import Door


def door_of(app: FastAPI) -> Door:
    mount = app.routes[-1]
    assert isinstance(mount, Mount)
    assert isinstance(mount.app, Door)
    return mount.app


def gradio_of(app: FastAPI) -> Any:
    """Gradio's own application, behind the door."""
    return door_of(app)._app


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route, the page's own and Gradio's."""
    found = [*app.routes, *gradio_of(app).routes]
    return sorted(
        (method, route.path)
        for route in found
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    )


def asking(event: Any, data: list[Any], *, session: str) -> dict[str, Any]:
    """The body that starts an event of the page."""
    return {"data": data, "fn_index": event._id, "trigger_id": None, "session_hash": session}


def good(event: Any) -> list[Any]:
    """Values that the inputs of an event take."""
    values = {"Textbox": "troops", "Button": "troops", "State": None}
    return [
        one.choices[0][1] if type(one).__name__ == "Radio" else values[type(one).__name__]
        for one in event.inputs
    ]


def route_of(event: Any) -> str:
    """Where an event is started: in the queue, or at once."""
    return "queue/join" if event.queue else "run/predict"
