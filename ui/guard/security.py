"""Headers that keep the page to itself, and a guard at the door, as plain ASGI."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import UsageError
from ui.guard.body import MAX_BODY, drop_body
from ui.guard.closing import Closing
from ui.guard.parting import Parting
from ui.guard.reader import received_unless
from ui.guard.refusal import PageError

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio compiles its templates in the browser; without these two it shows nothing.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the page on which passwords are typed. No form is sent there by the browser itself, which
would put what was typed into an address where the script is not there yet."""

SIGN_IN = "/sign-in"

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The names of this machine that no other machine can use."""

_WILDCARDS = frozenset({"0.0.0.0", "::", ""})
_NAME = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN_SITES = frozenset({"cross-site", "same-site"})
_JSON, _BYTES = "application/json", "application/octet-stream"

STATIC_FILES = "/desk/static/"
_DIGESTED = re.compile(r"/assets/(?:[\w@.-]+/)*[\w@.-]+-[\w-]{8}\.(?:js|css)", re.ASCII)

FILES = frozenset({"/desk/library/files", "/v1/articles/files", "/library/files"})
"""Where files are sent to: bytes that are not read whole into memory. The routes there bound them
(`ui.library.intake_uploads`)."""


def host_names(host: str, allowed: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names under which a server bound to `host` may be asked for.

    Those are the names of loopback, `host` unless it stands for every address, and `allowed`.
    Raises `UsageError` for one that is not a bare name or address.
    """
    own = () if host in _WILDCARDS else (host,)
    names = [*LOOPBACK, *(_bare(name) for name in (*own, *allowed))]
    return tuple(dict.fromkeys(names))


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server bound to `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """Adds `HEADERS` to every response and refuses requests that another site has made.

    `hosts` are the names under which the page may be asked for (without port). A foreign name
    means that some site's name was pointed at this machine so that its scripts can read the
    page. A foreign `Origin`, or a browser that says the request comes from another site, means
    that such a site is asking. Whatever changes something is JSON of at most `MAX_BODY` bytes, or
    the bytes of a file to one of `FILES`: forms and plain text, which a browser sends anywhere
    without asking, are refused. The page has no WebSocket.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], closing: Closing | None = None
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._closing = closing or Closing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_awaited = scope["method"] not in READING
        with self._closing.request(is_awaited=is_awaited) as under_way:
            gone = under_way.gone
            parting = Parting(scope, send)
            receive = partial(received_unless, gone, receive)
            try:
                await self._answer(scope, receive, parting.send)
            except asyncio.CancelledError:
                if not gone.is_set():
                    raise
                if under_way.task is not None:
                    under_way.task.uncancel()
            if gone.is_set():
                await parting.close(receive)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["path"] == SIGN_IN:
                    headers["content-security-policy"] = STRICT_POLICY
                headers.setdefault("cache-control", _kept_for(scope["path"]))
            await send(message)

        try:
            self._check(scope)
        except PageError as refusal:
            response = refusal.response(HTTPConnection(scope), close=True)
            # Who asks before it sends a body ("expect") need not send it.
            if scope["method"] not in READING and "expect" not in Headers(scope=scope):
                await drop_body(receive)
            await response(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._check_names(headers)
        _check_site(scope["method"], headers)
        if scope["method"] in READING:
            return
        if self._closing.has_begun and not scope["path"].startswith("/desk/"):
            raise PageError("api.ending", status=503)
        if scope["method"] == "POST" and scope["path"] in FILES:
            _check_kind(headers, _BYTES)
            return
        if scope["method"] == "DELETE" and not has_body(headers):
            return  # no site can have a browser send this without asking
        _check_kind(headers, _JSON)
        _check_length(headers)

    def _check_names(self, headers: Headers) -> None:
        """Check the host that is asked for, and the one that a proxy says was asked for.

        Gradio would make the page's address of the latter.
        """
        hosts = headers.getlist("host")
        forwarded = ",".join(headers.getlist("x-forwarded-host"))
        named = [*hosts, *(part.strip() for part in forwarded.split(",") if part.strip())]
        known = all(_name(f"//{host}") in self._hosts for host in named)
        if len(hosts) != 1 or not known or "x-gradio-server" in headers:
            raise PageError("page.unknown_host", status=421)


def _kept_for(path: str) -> str:
    """Return how long a browser may keep what it is sent: what a tab asks for not at all; a file of
    the page if it asks each time whether there is a newer one, as after an update; those with a
    digest in their names for good."""
    if path.startswith(STATIC_FILES):
        return "no-cache"
    if _DIGESTED.fullmatch(path):
        return "public, max-age=31536000, immutable"
    return "no-store" if path.startswith("/desk/") else "no-cache"


def _check_site(method: str, headers: Headers) -> None:
    origin = headers.get("origin")
    host = headers["host"].lower()
    if origin is not None and origin.lower().partition("://")[2] != host:
        raise PageError("page.foreign", status=403)
    follows_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if headers.get("sec-fetch-site") in _FOREIGN_SITES and not follows_link:
        raise PageError("page.foreign", status=403)


def _check_kind(headers: Headers, expected: str) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != expected:
        raise PageError("page.content_type", status=415, kind=expected)


def has_body(headers: Headers) -> bool:
    """Tell whether a request says that it has a body."""
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _check_length(headers: Headers) -> None:
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > MAX_BODY:
        raise PageError("page.too_long", status=413)


def _bare(name: str) -> str:
    """Return `name` as it stands in a `Host` header without a port."""
    found = _name(f"//[{name}]" if name.count(":") > 1 else f"//{name}")
    if found is None or found != name.lower() or not _NAME.fullmatch(found):
        raise UsageError(
            f"{name!r} is not the name of a host: give it alone, without http:// and without a "
            "port, for example desk.example or 192.0.2.7"
        )
    return found


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
