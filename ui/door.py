"""The door before Gradio: the few of its routes that the page needs, and nothing else.

Gradio brings some sixty routes: uploads, a file server, a proxy, recordings, deep links, an
interface for programs. None of these exists here. Importing this module imports Gradio.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode

import gradio as gr
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.body import read_body, replay
from ui.card import with_our_card
from ui.events import Events, checked_session
from ui.line import Line
from ui.reader import Reader
from ui.refusal import RequestError
from ui.tabs import Tabs

_FILES = re.compile(
    r"/(?:config|theme\.css|favicon\.ico|robots\.txt|gradio_api/app_id"
    r"|(?:assets|static)(?:/[\w@-][\w@.-]*)+)",
    re.ASCII,
)
"""Such as `/theme.css` and `/assets/index-DiEEvXS6.css`; no name begins with a dot."""

_HEARTBEAT = "/gradio_api/heartbeat/"
_ANSWERS = "/gradio_api/queue/data"
_JOIN = "/gradio_api/queue/join"
_RUN = "/gradio_api/run/predict"
_ABOUT_THE_BODY = frozenset({b"content-length", b"content-encoding", b"transfer-encoding"})


class Door:
    """Lets through to the Gradio application what its page sends, checked and rewritten."""

    def __init__(self, app: ASGIApp, page: gr.Blocks, *, tabs: Tabs) -> None:
        self._app = app
        self._events = Events(page)
        self._line = Line(page, tabs)
        self._tabs = tabs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._route({**scope, "query_string": b""}, receive, send, _session(scope))
        except RequestError as refusal:
            await refusal.response()(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send, session: str) -> None:
        path, method = scope["path"], scope["method"]
        if method == "POST" and path in {_JOIN, _RUN}:
            await self._call(scope, receive, send)
        elif method == "GET" and path == _ANSWERS:
            await self._answers(scope, receive, send, checked_session(session))
        elif method == "GET" and path.startswith(_HEARTBEAT):
            await self._heartbeat(scope, receive, send, checked_session(session))
        elif method in {"GET", "HEAD"} and path == "/":
            await self._app(scope, receive, with_our_card(send))
        elif method in {"GET", "HEAD"} and _FILES.fullmatch(path):
            await self._app(scope, receive, send)
        else:
            raise RequestError(404, "there is nothing here")

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run an event at once, or put it in the queue."""
        queued = scope["path"] == _JOIN
        call = self._events.check(await read_body(receive), queued=queued)
        if queued:
            self._line.admit(call.session)
        self._tabs.enter(call.session)
        if queued:
            self._tabs.asked(call.session)
        kept = [pair for pair in scope["headers"] if pair[0] not in _ABOUT_THE_BODY]
        length = (b"content-length", str(len(call.body)).encode())
        await self._app({**scope, "headers": [*kept, length]}, replay(call.body, receive), send)

    async def _answers(self, scope: Scope, receive: Receive, send: Send, session: str) -> None:
        """Stream what a tab has asked for.

        When the stream ends, so does the work for it.
        """
        await self._tabs.wait_to_read(session)
        if not self._line.has_asked(session):
            raise RequestError(404, "nothing has been asked here")
        self._tabs.enter(session)
        scope["query_string"] = urlencode({"session_hash": session}).encode()
        reader = Reader(receive, send)
        with self._tabs.reading(session):
            await self._app(scope, reader.receive, reader.send)

    async def _heartbeat(self, scope: Scope, receive: Receive, send: Send, session: str) -> None:
        """Hold the connection by which a page says that it is open."""
        self._tabs.enter(session)
        reader = Reader(receive, send)
        with self._tabs.open(session):
            await self._app(scope, reader.receive, reader.send)


def _session(scope: Scope) -> str:
    """Return the session that the address names, not checked yet; "" if it names none."""
    path = scope["path"]
    if path.startswith(_HEARTBEAT):
        return str(path[len(_HEARTBEAT) :])
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return str(query.get("session_hash", [""])[0])
