"""A web site on 127.0.0.1 that replies byte by byte as a test says, under whatever names it likes.

with Site() as site:
    site.pages["/story"] = reply("<p>…", kind="text/html")
    site.fetcher().fetch(site.url("news.example", "/story"))
    ...  # what was asked is in site.requests
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, ip_address
from types import TracebackType
from typing import Self

from rag.web.addresses import IPAddress
from rag.web.connections import NetworkAccess
from rag.web.fetcher import FetchBounds, Fetcher
from rag.web.turns import Clock

LOOPBACK = IPv4Address("127.0.0.1")
_TLS = 0x16  # the first byte of a client that begins TLS
AGENT = "mujaz/0.1 (tests)"

Pieces = bytes | Iterable[bytes | float]
"""What is sent, in pieces; a number is a pause in seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def host(self) -> str:
        return self.headers.get("host", "").partition(":")[0]


Page = Pieces | Callable[[Asked], Pieces]


def reply(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    kind: str | None = "text/plain",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole reply; `retry_after="5"` is the header `Retry-After: 5`."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data) if length is None else length}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + data


def redirect(to: str, status: int = 302) -> bytes:
    return reply("moved", status=f"{status} Found", location=to)


class Ticks:
    """A clock that stands still until somebody sleeps; `slept` holds the seconds."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds


class Site:
    """Serves from `__enter__` to `__exit__`.

    `pages` are by path, or by name of the host and path (`"news.example/story"`), which goes first.
    `names` are what names resolve to; other names are those of no server.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Asked] = []
        self.names: dict[str, list[str]] = {"news.example": ["127.0.0.1"]}
        self.ticks = Ticks()
        self._tls = tls
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._socket = socket.create_server(
            (address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET
        )
        self._threads: list[threading.Thread] = []
        self.port: int = self._socket.getsockname()[1]

    def url(self, host: str = "news.example", path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Asked]:
        return [one for one in self.requests if one.target == path]

    def resolve(self, name: str, seconds: float) -> list[IPAddress]:
        if name not in self.names:
            raise OSError("no such name")
        return [ip_address(one) for one in self.names[name]]

    @property
    def network(self) -> NetworkAccess:
        return NetworkAccess(
            resolve=self.resolve,
            allows=lambda address: address == LOOPBACK,
            ports=frozenset({self.port}),
        )

    def fetcher(self, network: NetworkAccess | None = None, /, **bounds: float) -> Fetcher:
        given = replace(FetchBounds(), **bounds)  # type: ignore[arg-type]
        return Fetcher(
            agent=AGENT,
            bounds=given,
            network=network or self.network,
            clock=self.ticks.clock(),
        )

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            with self._secured(connection) as secured:
                secured.settimeout(10)
                asked = _read_head(secured)
                if asked is not None:
                    with self._lock:
                        self.requests.append(asked)
                    for piece in _pieces(self._page(asked), asked):
                        self._send(secured, piece)
        except OSError:  # the client has had enough
            pass
        finally:
            connection.close()

    def _secured(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        return self._tls.wrap_socket(connection, server_side=True)

    def _send(self, connection: socket.socket, piece: bytes | float) -> None:
        if isinstance(piece, bytes):
            connection.sendall(piece)
        elif self._closing.wait(piece):
            raise OSError("closing")

    def _page(self, asked: Asked) -> Page:
        path = asked.target.partition("?")[0]
        missing = reply("none", status="404 Not Found")
        return self.pages.get(asked.host + path) or self.pages.get(path) or missing


def _pieces(page: Page, asked: Asked) -> Iterator[bytes | float]:
    pieces = page(asked) if callable(page) else page
    yield from [pieces] if isinstance(pieces, bytes) else pieces


def _read_head(connection: socket.socket) -> Asked | None:
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65_536)
        if not data:
            return None
        head += data
        if head[0] == _TLS:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\nspeak HTTP")
            return None
    first, *lines = head.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Asked(method, target, {name.strip().lower(): value.strip() for name, _, value in pairs})


def elapsed(since: float) -> float:
    return time.monotonic() - since
