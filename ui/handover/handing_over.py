"""Requests that another worker must answer: it is asked over a socket that only workers reach."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard.closing import Closing
from ui.guard.handed_over import CLIENT, is_handed_over, note_handed_over
from ui.guard.refusal import PageError
from ui.guard.security import has_body
from ui.handover.colleagues import Colleagues
from ui.handover.joined_metrics import joined
from ui.handover.whose_request import worker_for
from ui.person import named

METRICS = "/metrics"

WAITED_FOR = 300.0
"""Seconds that one worker waits for a sign of another that answers in its place. What takes longer
gives signs of life (`ui.jobs.heartbeats`)."""

_COUNTED_FOR = 5.0
"""Seconds in which a worker gives its metrics: half of what Prometheus waits for all of them."""

# Of one connection and not of the request (RFC 9110, section 7.6.1), and what the server has
# answered itself.
_OF_THE_CONNECTION = frozenset(
    {b"connection", b"keep-alive", b"transfer-encoding", b"te", b"upgrade", b"expect", CLIENT}
)
_OF_THE_REPLY = frozenset({"connection", "keep-alive", "transfer-encoding", "date"})

_log = logging.getLogger(__name__)


class Handover:
    """Has each request answered by the worker that can. It stands behind the one that knows who
    asks, which that worker asks again."""

    def __init__(self, app: ASGIApp, *, colleagues: Colleagues, closing: Closing) -> None:
        self._app = app
        self._closing = closing
        self._number = colleagues.number
        self._count = len(colleagues.sockets)
        timeout = httpx.Timeout(WAITED_FOR, pool=None)
        # A new connection for each: one that was kept could be closed in the same moment.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._ways = [
            httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=str(path), limits=limits), timeout=timeout
            )
            for path in colleagues.sockets
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_handed_over(scope):
            await self._app(scope, receive, send)
            return
        if scope["path"] == METRICS and scope["method"] == "GET":
            note_handed_over(scope)
            response = await self._metrics(scope)
            await response(scope, receive, send)
            return
        number = worker_for(scope["path"], named(scope), self._count)
        if number is None or number == self._number:
            await self._app(scope, receive, send)
            return
        note_handed_over(scope)
        _log.debug("handed over", extra={"fields": {"to": number}})
        with self._closing.request(is_awaited=True):
            await self._hand_over(number, scope, receive, send)

    async def _hand_over(self, number: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request and what is answered, until its reader has gone."""
        told = asyncio.Event()
        relaying = asyncio.ensure_future(self._relay(number, scope, receive, send, told))
        leaving = asyncio.ensure_future(_left(receive, told))
        try:
            await asyncio.wait({relaying, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if relaying.done():
                relaying.result()
        finally:
            for task in (relaying, leaving):
                task.cancel()
            await asyncio.wait({relaying, leaving})

    async def _relay(
        self, number: int, scope: Scope, receive: Receive, send: Send, told: asyncio.Event
    ) -> None:
        has_begun = False
        try:
            async with aclosing(self._answered(number, scope, receive, told)) as messages:
                async for message in messages:
                    has_begun = True
                    await send(message)
        except httpx.HTTPError as error:
            _log.warning("worker %s did not answer: %s", number, type(error).__name__)
            if not has_begun:
                refusal = PageError("page.busy", status=503).response(HTTPConnection(scope))
                await refusal(scope, receive, send)
            # Else the server closes the connection: what came is not all of it.

    async def _answered(
        self, number: int, scope: Scope, receive: Receive, told: asyncio.Event
    ) -> AsyncGenerator[dict[str, object]]:
        """Yield the messages of the other worker's answer."""
        request = _request(scope, _body(receive, told))
        if not has_body(HTTPConnection(scope).headers):
            told.set()
        reply = await self._ways[number].send(request, stream=True)
        try:
            headers = [
                (name, value)
                for name, value in reply.headers.raw
                if name.decode("latin-1").lower() not in _OF_THE_REPLY
            ]
            yield {"type": "http.response.start", "status": reply.status_code, "headers": headers}
            async for piece in reply.aiter_raw():
                yield {"type": "http.response.body", "body": piece, "more_body": True}
            yield {"type": "http.response.body", "body": b"", "more_body": False}
        finally:
            await reply.aclose()

    async def _metrics(self, scope: Scope) -> Response:
        """Return the metrics of the workers that give them in time, each with the number of its
        worker, and which workers those are."""
        replies = await asyncio.gather(*(self._counted(way, scope) for way in self._ways))
        texts: dict[int, str | None] = dict.fromkeys(range(self._count))
        kind = "text/plain; charset=utf-8"
        for number, reply in enumerate(replies):
            if reply is None:
                _log.warning("worker %s gave no metrics in %g s", number, _COUNTED_FOR)
                continue
            if reply.status_code != httpx.codes.OK:
                kept = {"content-type": reply.headers.get("content-type", "")}
                return Response(reply.content, reply.status_code, kept)
            texts[number], kind = reply.text, reply.headers["content-type"]
        return Response(joined(texts), media_type=kind, headers={"cache-control": "no-store"})

    async def _counted(self, way: httpx.AsyncClient, scope: Scope) -> httpx.Response | None:
        """Return the metrics of one worker; None where it is just started anew, or hangs."""
        try:
            async with asyncio.timeout(_COUNTED_FOR):
                return await way.send(_request(scope, None))
        except (TimeoutError, httpx.HTTPError):
            return None


def _request(scope: Scope, body: AsyncGenerator[bytes] | None) -> httpx.Request:
    """Return a request of a reader as another worker is sent it."""
    asked = HTTPConnection(scope)
    client = f"{asked.client.host} {asked.client.port}" if asked.client else ""
    headers = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_CONNECTION]
    path = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    url = httpx.URL(scheme="http", host="worker", raw_path=path)
    content = body if has_body(asked.headers) else None
    return httpx.Request(
        scope["method"], url, headers=[*headers, (CLIENT, client.encode())], content=content
    )


async def _body(receive: Receive, told: asyncio.Event) -> AsyncGenerator[bytes]:
    """Yield what a reader sends, and say when that is all."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise httpx.ReadError("the reader has gone")
        more = message.get("more_body", False)
        yield message.get("body", b"")
    told.set()


async def _left(receive: Receive, told: asyncio.Event) -> None:
    """Return when a reader has gone who has said all."""
    await told.wait()
    while (await receive())["type"] != "http.disconnect":
        pass
