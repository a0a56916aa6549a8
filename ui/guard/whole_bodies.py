"""Bodies are read whole before the application sees them, and after it is known who sends them."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard.body import MAX_BODY, read_body, replay
from ui.guard.refusal import PageError
from ui.guard.security import FILES, READING, has_body
from ui.person import known_asker

STRANGERS_BODY = 10_000
"""Bytes of the body of a stranger, who can send no more than a name and a password. Else all the
connections of strangers could make a server hold a megabyte each."""


class WholeBodies:
    """Stands behind `Guard`, which looks at what the headers say of a body, and `Authentication`,
    which lets nobody's body be read who may not ask."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_read(scope):
            asked = HTTPConnection(scope)
            limit = STRANGERS_BODY if known_asker(asked) is None else MAX_BODY
            try:
                receive = replay(await read_body(receive, limit=limit), receive)
            except PageError as refusal:
                await refusal.response(asked, close=True)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_read(scope: Scope) -> bool:
    """Tell whether a request has a body that is no file."""
    if scope["type"] != "http" or scope["method"] in READING:
        return False
    if scope["method"] == "POST" and scope["path"] in FILES:
        return False
    return scope["method"] != "DELETE" or has_body(Headers(scope=scope))
