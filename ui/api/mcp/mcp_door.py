"""The Model Context Protocol over HTTP, at `/mcp`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rag.service import Service
from ui.api.mcp.calls_under_way import CallsUnderWay, with_session
from ui.guard.body import read_body, replay
from ui.guard.closing import closing_of
from ui.guard.places import Places
from ui.guard.reader import Reader
from ui.guard.refusal import PageError
from ui.person import person_of

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"


def mount(app: FastAPI, desk: Service, places: Places) -> None:
    """Add the route, which answers while the application runs."""
    door = McpDoor(desk, places, closing_of(app).ending)
    app.router.routes.append(Route(PATH, endpoint=door))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with before(running) as state, door.open():
            yield state

    app.router.lifespan_context = lifespan


class McpDoor:
    """Answers each request by itself. Nothing is kept from one to the next, so that nothing piles
    up."""

    def __init__(self, desk: Service, places: Places, ending: asyncio.Event) -> None:
        self._desk = desk
        self._places = places
        self._ending = ending
        self._calls = CallsUnderWay()
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer requests for the block, and end at its end those that are under way."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from mcp.server.transport_security import TransportSecuritySettings
        from sse_starlette.sse import AppStatus

        from ui.api.mcp.mcp_server import build_server

        server = build_server(self._desk, place=self._place, ending=self._ending, calls=self._calls)
        # Calls end with the application (`ui.guard.closing`), after their time of grace. The SDK's
        # streams would end with the signal, and those of all later servers of the process.
        AppStatus.enable_automatic_graceful_drain = False
        # `Guard` has checked the names of host and origin, and knows those of --allow-host.
        checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        manager = StreamableHTTPSessionManager(server, stateless=True, security_settings=checked)
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    def _place(self, call: ServerRequestContext[Any, Any]) -> AbstractAsyncContextManager[None]:
        assert isinstance(call.request, HTTPConnection)  # which the transport hands on
        return self._places.of(person_of(call.request))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # There is no stream without a request, and no session to end.
            refusal = PageError("page.nothing", status=405).response(HTTPConnection(scope))
            refusal.headers["allow"] = "POST"
            await refusal(scope, receive, send)
            return
        if self._manager is None:
            raise PageError("page.busy", status=503)
        reader = Reader(receive, send)
        body = await read_body(reader.receive)
        greets = self._calls.take(HTTPConnection(scope), body)
        answer = with_session(reader.send) if greets else reader.send
        await self._manager.handle_request(scope, replay(body, reader.receive), answer)
