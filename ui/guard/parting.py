"""What a program is told whose answer the end of the server cuts short."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from ui.guard.refusal import PageError, error_event


class Parting:
    """Sends what is answered to one request, and the reason where it was cut: as a refusal where
    nothing was sent yet, as a last event in a stream. Pages are told by their jobs."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._asked = HTTPConnection(scope)
        self._send = send
        self._has_begun = False
        self._has_ended = False
        self._event = b""

    async def send(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start":
            self._has_begun = True
            self._event = self._last_event(message)
        elif not message.get("more_body", False):
            self._has_ended = True
        await self._send(message)

    async def close(self, receive: Receive) -> None:
        """Say the reason, unless the answer was whole."""
        if not self._has_begun:
            refusal = PageError("api.ending", status=503).response(self._asked, close=True)
            await refusal(self._asked.scope, receive, self._send)
        elif self._event and not self._has_ended:
            self._has_ended = True
            await self._send({"type": "http.response.body", "body": self._event})

    def _last_event(self, start: Message) -> bytes:
        kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
        if not any(kind.startswith(b"text/event-stream") for kind in kinds):
            return b""
        return error_event(self._asked, PageError("api.ending", status=503))
