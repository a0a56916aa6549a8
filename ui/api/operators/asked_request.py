"""A request as operators see it: nothing of its address, its headers or its body that a reader has
written."""

from __future__ import annotations

import re
import secrets
from typing import Literal

from starlette.routing import Mount
from starlette.types import Message, Scope

from ui.guard.handed_over import is_given_away
from ui.person import named

Entrance = Literal["page", "http", "openai", "mcp", "terminal", "operators"]

_OPENAI = ("/v1/chat", "/v1/models", "/v1/embeddings")
_ENTRANCES: tuple[tuple[str, Entrance], ...] = (
    ("/v1", "http"),
    ("/mcp", "mcp"),
    ("/library", "terminal"),
    ("/healthz", "operators"),
    ("/readyz", "operators"),
    ("/metrics", "operators"),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class AskedRequest:
    """One request, and what has been answered to it so far. `status` is 0 until it is known."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self.door = entrance(scope["path"])
        self.id = ""
        self.headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _SANE_ID.fullmatch(value):
                self.id = value.decode()
            elif name in (b"traceparent", b"tracestate"):
                self.headers[name.decode()] = value.decode("latin-1")
        self.id = self.id or secrets.token_hex(8)
        self.status = 0
        self.bytes = 0
        self.is_stream = False

    @property
    def route(self) -> str:
        """Return the template of the route that was found, such as `/v1/articles/{article_id}`, or
        `/v1/*` where an application below knows of none; `none` where the request was refused
        before."""
        route, root = self._scope.get("route"), self._scope.get("root_path", "")
        if route is not None and not isinstance(route, Mount):
            return f"{root}{route.path}"
        return f"{root}/*" if "endpoint" in self._scope else "none"

    @property
    def person(self) -> str | None:
        """Return the name of the person who asks; None where that was not known in the end."""
        return named(self._scope)

    def answered(self, message: Message) -> None:
        """Take note of a message to the client, and write the request's id into the first."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            self.is_stream = any(
                name.lower() == b"content-type" and value.startswith(b"text/event-stream")
                for name, value in headers
            )
            if not is_given_away(self._scope):  # who answers has written its own
                headers.append((b"x-request-id", self.id.encode()))
            message["headers"] = headers
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))


def entrance(path: str) -> Entrance:
    """Return the door at which a path is asked for."""
    if path.startswith(_OPENAI):
        return "openai"
    return next((door for prefix, door in _ENTRANCES if path.startswith(prefix)), "page")
