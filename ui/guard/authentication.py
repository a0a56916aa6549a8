"""Who asks is known before any route is asked."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.person import ANYBODY, admit


class Authentication:
    """Lets a request through with the person who makes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            admit(scope, ANYBODY)
        await self._app(scope, receive, send)
