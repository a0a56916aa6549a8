"""Calls of tools that can be cancelled by another request.

Clients with the older form of the protocol cancel a call by a notice of its own, which names the
call by a number that is theirs alone. So each client is given a name when it greets the server, a
session, which it repeats with every request. Nothing is kept of a session but its calls.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Send

from ui.person import person_of

SESSION = "mcp-session-id"

_Key = tuple[str, str, str]
"""A person, a session of theirs, and the number of a call."""


class CallsUnderWay:
    """The calls of one server, used within its event loop."""

    def __init__(self) -> None:
        self._calls: dict[_Key, asyncio.Task[Any]] = {}

    @contextmanager
    def of(self, asked: object, number: object, call: asyncio.Task[Any]) -> Iterator[None]:
        """Let a call be cancelled for the block, where it came by HTTP from a client that told its
        session."""
        key = _key(asked, number) if isinstance(asked, HTTPConnection) else None
        if key is not None:
            self._calls[key] = call
        try:
            yield
        finally:
            if key is not None and self._calls.get(key) is call:
                del self._calls[key]

    def take(self, asked: HTTPConnection, body: bytes) -> bool:
        """Cancel the call that a notice names. Tell whether `body` greets the server instead."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(message, dict):
            return False
        if message.get("method") == "notifications/cancelled":
            params = message.get("params")
            key = _key(asked, params.get("requestId") if isinstance(params, dict) else None)
            call = None if key is None else self._calls.get(key)
            if call is not None:
                call.cancel()
        return message.get("method") == "initialize"


def with_session(send: Send) -> Send:
    """Return a `send` that gives a client the name of its session."""

    async def send_with_session(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[SESSION] = secrets.token_hex(16)
        await send(message)

    return send_with_session


def _key(asked: HTTPConnection, number: object) -> _Key | None:
    session = asked.headers.get(SESSION)
    return None if session is None else (person_of(asked), session, str(number))
