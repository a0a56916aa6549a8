"""Requests that a worker has from another one, and those that it has given away."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

CLIENT = b"x-mujaz-client"
"""The header in which one worker tells another whose request it hands over: address and port."""

_GIVEN_AWAY = "mujaz.given_away"


def is_handed_over(scope: Scope) -> bool:
    """Tell whether a request came over the socket that only workers reach, which has no port."""
    server = scope.get("server")
    return server is not None and server[1] is None


def note_handed_over(scope: Scope) -> None:
    """Note that another worker answers a request, counts it and logs it."""
    scope[_GIVEN_AWAY] = True


def is_given_away(scope: Scope) -> bool:
    """Tell whether another worker answers a request."""
    return _GIVEN_AWAY in scope


class KnownClients:
    """Lets a request that was handed over be that of whoever has made it. Stands before all
    else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_handed_over(scope):
            host, _, port = Headers(scope=scope).get(CLIENT.decode(), "").rpartition(" ")
            if port.isdecimal():
                scope["client"] = (host, int(port))
        await self._app(scope, receive, send)
