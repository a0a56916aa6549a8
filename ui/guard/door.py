"""The door before Gradio: its page and the files of its page, and nothing else.

Gradio brings some sixty routes: a queue, uploads, a file server, a proxy, recordings, deep links,
an interface for programs. None of these exists here. What the page asks of this server goes to the
routes of its tabs.
"""

from __future__ import annotations

import re

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard.head import in_language
from ui.guard.refusal import PageError

_FILES = re.compile(
    r"/(?:theme\.css|favicon\.ico|robots\.txt|(?:assets|static)(?:/[\w@-][\w@.-]*)+)", re.ASCII
)
"""Such as `/theme.css` and `/assets/index-DiEEvXS6.css`; no name begins with a dot."""


class Door:
    """Lets through to the Gradio application what draws its page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        bare = {**scope, "query_string": b""}
        if scope["method"] in {"GET", "HEAD"} and scope["path"] == "/":
            await self._app(bare, receive, in_language(scope, send))
        elif scope["method"] in {"GET", "HEAD"} and _FILES.fullmatch(scope["path"]):
            await self._app(bare, receive, send)
        else:
            refusal = PageError("page.nothing", status=404).response(HTTPConnection(scope))
            await refusal(scope, receive, send)
