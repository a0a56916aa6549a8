"""Who asks is known before any route is asked, and nobody gets further who may not."""

from __future__ import annotations

import asyncio
import logging
import math
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import MujazError
from rag.records import Person
from ui.guard.buckets import TokenBuckets
from ui.guard.handed_over import is_handed_over
from ui.guard.refusal import PageError, is_for_programs
from ui.guard.security import FILES, SIGN_IN
from ui.guard.session_cookie import session_of
from ui.person import ANYBODY, admit

if TYPE_CHECKING:
    from rag.people.people_store import PeopleStore

_log = logging.getLogger(__name__)

OWNER = Person("owner", "admin", is_owner=True)

BURST = 600
"""Requests of a person at once, files of the page not counted. A page that opens sends a dozen, a
program that asks 200 questions side by side as many."""

PER_SECOND = 50
"""Requests of a person in a second, in the long run: a part of what a core answers."""

FILES_SECONDS = 1.0
"""Seconds for which a session that was looked up is good for the files that the page is drawn with,
of which it asks for some eighty at once. They are the same for everybody and tell nothing."""

LOG_SECONDS = 60.0
"""Seconds for which the log is not told again that people cannot be looked up."""

_REMEMBERED = 1_000  # sessions that are good for files

_THREADS = 2  # that look people up: their own, so that nothing that takes long is before them

_OF_SESSIONS = frozenset({SIGN_IN, "/desk/sign-in"})
_FOR_ALL = _OF_SESSIONS | {"/healthz", "/readyz"}
_FILES_FOR_ALL = re.compile(
    r"/desk/static/(?:mark\.svg|core/(?:tokens\.css|theme\.js|cookies\.js)|fonts/[\w-]+\.woff2"
    r"|sign_in/\w+\.(?:css|js))",
    re.ASCII,
)
"""What the page for signing in is drawn with, such as `/desk/static/sign_in/sign_in.css`."""


_FILES = ("/desk/static/", "/assets/", "/static/", "/theme.css")


class Authentication:
    """Lets a request through with the person who makes it, and refuses those of others.

    Whoever uses the page is known by the cookie of a session, programs by a token, and the owner of
    the server by `owner_token`. Where `people` knows nobody, all are `ANYBODY` if `is_open`, and
    else nobody gets in. Changes of the people count from the next request on.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        people: Callable[[], PeopleStore],
        owner_token: str | None = None,
        is_open: bool = True,
        rates: TokenBuckets | None = None,
    ) -> None:
        self._app = app
        self._people = people
        self._owner_token = owner_token
        self._is_open = is_open
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mujaz-people")
        self._rates = rates or TokenBuckets(burst=BURST, per_second=PER_SECOND)
        self._seen: dict[str | None, tuple[float, Person]] = {}
        self._logged = -LOG_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Admit the person who asks; return what they are told if they may not ask."""
        path, asked = scope["path"], HTTPConnection(scope)
        if path not in _OF_SESSIONS and is_for_all(path):
            return None
        try:
            person = await self._person(asked)
        except MujazError as error:
            return self._unavailable(asked, error)
        if person is None:
            return None if is_for_all(path) else _unknown(asked)
        admit(scope, person)
        is_counted = person not in (ANYBODY, OWNER) and not (
            _is_file(path) or is_handed_over(scope)
        )
        wait = self._rates.take(person.name) if is_counted else 0.0
        return _too_fast(asked, wait) if wait else None

    def _unavailable(self, asked: HTTPConnection, error: MujazError) -> Response:
        """Tell the log what is wrong with the people, and whoever asks, who may be a stranger, no
        more than that something is."""
        now = time.monotonic()
        if now - self._logged >= LOG_SECONDS:
            self._logged = now
            _log.error("nobody can be let in: %s", error)
        refusal = PageError("sign_in.unavailable", status=503)
        return refusal.response(asked, close=asked.scope["path"] in FILES)

    async def _person(self, asked: HTTPConnection) -> Person | None:
        token, session = _bearer(asked), session_of(asked)
        if token is not None and self._is_owners(token):
            return OWNER
        path, now = asked.scope["path"], time.monotonic()
        until, seen = self._seen.get(session, (0.0, None))
        if _is_file(path) and now < until:
            return seen
        is_program = is_for_programs(path)
        loop = asyncio.get_running_loop()
        person = await loop.run_in_executor(
            self._threads, self._look_up, token if is_program else None, session, is_program
        )
        if person is not None and not is_program:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[session] = (now + FILES_SECONDS, person)
        return person

    def _look_up(self, token: str | None, session: str | None, is_program: bool) -> Person | None:
        people = self._people()
        if not people.any():
            return ANYBODY if self._is_open else None
        if is_program:
            return None if token is None else people.by_token(token)
        return None if session is None else people.by_session(session)

    def _is_owners(self, token: str) -> bool:
        if self._owner_token is None:
            return False
        return compare_digest(token.encode(), self._owner_token.encode())


def is_for_all(path: str) -> bool:
    """Tell whether a path is answered to whoever asks, signed in or not."""
    return path in _FOR_ALL or _FILES_FOR_ALL.fullmatch(path) is not None


def _is_file(path: str) -> bool:
    return path.startswith(_FILES)


def _bearer(asked: HTTPConnection) -> str | None:
    """Return the token of a request (RFC 6750)."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def _unknown(asked: HTTPConnection) -> Response:
    path, query = asked.scope["path"], asked.scope["query_string"].decode("latin-1")
    if path == "/" and asked.scope["method"] in ("GET", "HEAD"):
        wanted = quote(f"/?{query}" if query else "/", safe="/")
        return RedirectResponse(f"{SIGN_IN}?next={wanted}", 303, {"cache-control": "no-store"})
    is_program = is_for_programs(path)
    name = "sign_in.token_needed" if is_program else "sign_in.needed"
    response = PageError(name, status=401).response(asked, close=path in FILES)
    if is_program:
        response.headers["www-authenticate"] = "Bearer"
    return response


def _too_fast(asked: HTTPConnection, wait: float) -> Response:
    refusal = PageError("page.too_fast", status=429)
    response = refusal.response(asked, close=asked.scope["path"] in FILES)
    response.headers["retry-after"] = str(math.ceil(wait))
    return response
