"""Methods and addresses, before a route is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from starlette._utils import get_route_path
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.refusal import PageError

_SLASH = "\0"
"""Stands for a slash within a name; no name holds it."""

_WITH_NAMES = "/v1/articles/"
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)


class RequestPaths:
    """Lets an encoded slash be part of a name, answers HEAD as GET without a body, and OPTIONS and
    unknown methods with those that there are.

    The ids of articles are what their sources state, and may be addresses or paths.
    """

    def __init__(self, app: ASGIApp, *, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "path": _path(scope)}
        allowed = self._allowed(scope)
        if allowed and scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"allow": allowed})(scope, receive, send)
        elif allowed and scope["method"] not in allowed.split(", "):
            refusal = PageError("api.method", status=405, allowed=allowed)
            response = refusal.response(HTTPConnection(scope))
            response.headers["allow"] = allowed
            await response(scope, receive, _without_body(send) if _is_head(scope) else send)
        elif _is_head(scope):
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self._app(scope, receive, send)

    def _allowed(self, scope: Scope) -> str:
        """Return the methods of all routes of a path; "" where there is none."""
        path = get_route_path(scope)
        methods = {
            method
            for route in self._routes
            if isinstance(route, Route) and route.path_regex.match(path)
            for method in route.methods or ()
        }
        if "GET" in methods:
            methods.add("HEAD")
        return ", ".join(sorted({*methods, "OPTIONS"})) if methods else ""


def whole_name(part: str) -> str:
    """Return a name out of a path, its slashes put back."""
    return part.replace(_SLASH, "/")


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    raw = scope.get("raw_path")
    if not path.startswith(_WITH_NAMES) or raw is None:
        return path
    parts = _ENCODED_SLASH.split(raw.decode("latin-1").partition("?")[0])
    return _SLASH.join(unquote(part).replace(_SLASH, "\ufffd") for part in parts)


def _is_head(scope: Scope) -> bool:
    return bool(scope["method"] == "HEAD")


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
