"""The cookie that a session of the page is kept in."""

from __future__ import annotations

from typing import Literal

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

from rag.people.tuning import SESSION_LASTS

MAX_AGE = int(SESSION_LASTS.total_seconds())
"""Seconds for which a browser keeps the cookie. The server may end the session sooner."""


def session_of(asked: HTTPConnection) -> str | None:
    """Return the secret of the session that a request is part of, if it names one.

    Other cookies may hold anything, as those of other programs on the same host do; the parser of
    the standard library gives up all of them for one that it cannot read. Of several cookies of the
    name the last one counts: browsers send first those that are for some paths only, and the page
    gives out none of these.
    """
    name, found = _name(asked.headers), ""
    for pair in ";".join(asked.headers.getlist("cookie")).split(";"):
        known_as, _, value = pair.partition("=")
        if known_as.strip() == name:
            found = value.strip()
    return found or None


def give_session(response: Response, asked: HTTPConnection, secret: str) -> None:
    """Have the browser keep the secret of a new session."""
    _set(response, asked, secret, MAX_AGE)


def take_session(response: Response, asked: HTTPConnection) -> None:
    """Have the browser forget the session."""
    _set(response, asked, "", 0)


def _set(response: Response, asked: HTTPConnection, value: str, max_age: int) -> None:
    response.set_cookie(
        _name(asked.headers),
        value,
        max_age=max_age,
        path="/",
        secure=_scheme(asked.headers) == "https",
        httponly=True,
        samesite="lax",
    )


def _name(headers: Headers) -> str:
    """Return the name of the cookie for the way by which the page is reached.

    Over HTTPS it has the prefix with which browsers take it only from this very host, by HTTPS and
    for all paths (RFC 6265bis, section 4.1.3.2). Over plain HTTP they would not take it at all:
    Safari not even from this machine itself, where the others do. There one name serves all ports,
    so the port is part of it: else two libraries on one machine would sign each other's readers
    out.
    """
    if _scheme(headers) == "https":
        return "__Host-mujaz_session"
    port = headers.get("host", "").rpartition(":")[2]
    return f"mujaz_session_{port}" if port.isdecimal() else "mujaz_session"


def _scheme(headers: Headers) -> Literal["http", "https"]:
    """Return how the browser has reached the page: by HTTPS if the proxy before it says so.

    Whoever says so without a proxy changes the name of their own cookie, and no more.
    """
    said = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    return "https" if said == "https" else "http"
