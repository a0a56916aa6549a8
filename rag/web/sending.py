"""Sends one request over a connection of its own, and reads the reply."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

import httpcore

from rag.errors import SettingsError
from rag.web.bodies import ACCEPTED, BodyError, BodyTooLargeError, read_body
from rag.web.connections import GuardedBackend, NetworkAccess, TooManyBytesError, remaining
from rag.web.http_replies import HttpReply, failure
from rag.web.links import Link

_MOST_HEAD = 256 * 1024  # bytes around a body: headers (of which httpcore takes 100 KB) and TLS
_BROKEN = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    BodyError,
    TooManyBytesError,
)


@dataclass(frozen=True, slots=True)
class ReplyBounds:
    """The bounds of one reply. With `cut` a longer body ends there, otherwise it is refused."""

    bytes: int
    cut: bool = False
    connect_seconds: float = 10.0
    read_seconds: float = 15.0


def send(
    link: Link,
    headers: Mapping[str, str],
    *,
    network: NetworkAccess,
    bounds: ReplyBounds,
    deadline: float,
) -> HttpReply:
    """Return the reply to a GET request, read to its end before `deadline` of `time.monotonic`.

    The addresses of the host are looked up and checked, and those are connected to. Raises
    `FetchError`.
    """
    url = httpcore.URL(scheme=link.scheme, host=link.host, port=link.port, target=link.target)
    timeouts = {"connect": bounds.connect_seconds, "read": bounds.read_seconds}
    try:
        seconds = min(remaining(deadline), bounds.connect_seconds)
        backend = GuardedBackend(
            network.check(link.host, link.port, url=link.url, seconds=seconds),
            network,
            url=link.url,
            deadline=deadline,
            connect_seconds=bounds.connect_seconds,
            most_bytes=bounds.bytes + _MOST_HEAD,
        )
        with (
            _pool(network, backend) as pool,
            pool.stream(
                "GET",
                url,
                headers=[("Host", link.authority), *headers.items()],
                extensions={"timeout": timeouts | {"write": bounds.read_seconds}},
            ) as response,
        ):
            return _read(response, bounds)
    except _BROKEN as error:
        raise failure(link.url, error, most_bytes=bounds.bytes) from None


def check_proxy(proxy: str) -> str:
    """Return the address of a proxy. Raises `SettingsError`, without repeating it: it may hold a
    password."""
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not proxy.isascii() or not proxy.isprintable():
        raise SettingsError("MUJAZ_PROXY is no proxy; it looks like 'http://proxy.example:3128'")
    return proxy


def _pool(network: NetworkAccess, backend: GuardedBackend) -> httpcore.ConnectionPool:
    """Return what holds the one connection."""
    tls = network.tls or _trust()
    if network.proxy is None:
        return httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)
    parts = urlsplit(check_proxy(network.proxy))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return httpcore.HTTPProxy(
        httpcore.URL(scheme=parts.scheme, host=parts.hostname or "", port=port, target="/"),
        proxy_auth=user,
        ssl_context=tls,
        network_backend=backend,
    )


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates that are trusted: those of the system and of certifi, read once."""
    return httpcore.default_ssl_context()


def _read(response: httpcore.Response, bounds: ReplyBounds) -> HttpReply:
    """Read a reply. The body of a redirect or a refusal is of no use, and is left where it is."""
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("ascii", "replace").lower(), _text(value))
    if not 200 <= response.status < 300:
        return HttpReply(response.status, headers)
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > bounds.bytes and not bounds.cut:
        raise BodyTooLargeError
    body = read_body(
        response.iter_stream(),
        headers.get("content-encoding", ""),
        most=bounds.bytes,
        cut=bounds.cut,
    )
    return HttpReply(response.status, headers, body)


def request_headers(agent: str, conditions: dict[str, str]) -> dict[str, str]:
    """Return all headers that are sent, but for `Host`."""
    return {
        "User-Agent": agent,
        "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "Accept-Encoding": ACCEPTED,
        "Connection": "close",
        **conditions,
    }


def _text(value: bytes) -> str:
    """Return a header's value; many sites put UTF-8 into a redirect's."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
