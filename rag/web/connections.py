"""Opens connections to checked addresses only, each with an end in time and in bytes."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from rag.errors import FetchError
from rag.web.addresses import IPAddress, Resolver, is_public, parse_address, resolve

_MOST_ADDRESSES = 4  # of a name; the next is tried where one does not answer
# Names of machines nearby, which only a proxy may know: "wiki", "metadata.google.internal"
_LOCAL_NAME = re.compile(
    r"[^.]+|.+\.(?:localhost|local|internal|intranet|private|corp|home|lan|localdomain|home\.arpa)",
    re.IGNORECASE,
)
_LOOK_UP_BESIDE_PROXY = 2.0  # seconds: where only the proxy knows names, the system may not answer


@dataclass(frozen=True, slots=True)
class NetworkAccess:
    """How names are resolved, which addresses and ports may be connected to, and the proxy.

    The defaults are what holds outside of tests. Other ports than the four are those of other
    services (mail, databases, consoles): a link to one is a probe and no page.
    """

    resolve: Resolver = resolve
    allows: Callable[[IPAddress], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    proxy: str | None = None
    tls: ssl.SSLContext | None = None

    def check(self, host: str, port: int, *, url: str, seconds: float) -> list[IPAddress]:
        """Return the addresses of a host, after every one of them was checked.

        Raises `FetchError` where one may not be connected to: a name with a public and a private
        address could be answered by either. Behind a proxy a name may be unknown here: then none
        is returned, unless it is that of a machine nearby.
        """
        of_port = None
        if port not in self.ports:
            ports = ", ".join(map(str, sorted(self.ports)))
            of_port = f"port {port} is none that pages are fetched from ({ports})"
        literal = parse_address(host)
        if of_port and not literal and not _LOCAL_NAME.fullmatch(host):
            raise FetchError(url, of_port)
        addresses = [literal] if literal else self._resolve(host, url=url, seconds=seconds)
        for address in addresses:
            if not self.allows(address):
                reason = "; and ".join(filter(None, (not_public(host, address), of_port)))
                raise FetchError(url, reason, private=True)
        if of_port:
            raise FetchError(url, of_port)
        return addresses[:_MOST_ADDRESSES]

    def _resolve(self, host: str, *, url: str, seconds: float) -> list[IPAddress]:
        if self.proxy is not None:
            seconds = min(seconds, _LOOK_UP_BESIDE_PROXY)
        try:
            return self.resolve(host, seconds)
        except TimeoutError:
            reason = "the name server does not answer; try again later"
        except OSError:
            reason = f"no server has the name {host!r}; check the link and the network"
        if self.proxy is not None and not _LOCAL_NAME.fullmatch(host):
            return []
        raise FetchError(url, reason, retryable=True)


def not_public(host: str, address: IPAddress) -> str:
    """Return the reason for refusing an address."""
    of = f"{host} is" if host == str(address) else f"{host} is at {address},"
    return (
        f"{of} not a public address; pages of this machine and of its network are not fetched, "
        "save the page and index the file"
    )


class GuardedBackend(httpcore.NetworkBackend):
    """Opens the connection of one request.

    Whatever host httpcore asks for, the addresses that were checked are connected to, in turn; with
    a proxy it is the proxy. All waiting ends at `deadline` (of `time.monotonic`), and what is read
    ends at `most_bytes`.
    """

    def __init__(
        self,
        addresses: list[IPAddress],
        network: NetworkAccess,
        *,
        url: str,
        deadline: float,
        connect_seconds: float,
        most_bytes: int,
    ) -> None:
        self._addresses = addresses
        self._network = network
        self._url = url
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._most_bytes = most_bytes

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if self._network.proxy is not None:
            return self._guarded(self._connect(host, port))
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses:
            try:
                stream = self._connect(str(address), port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self._check_peer(stream, address)
            return self._guarded(stream)
        raise failure or httpcore.ConnectError("no address")

    def _connect(self, host: str, port: int) -> httpcore.NetworkStream:
        seconds = min(self._connect_seconds, remaining(self._deadline))
        return httpcore.SyncBackend().connect_tcp(host, port, timeout=seconds)

    def _check_peer(self, stream: httpcore.NetworkStream, address: IPAddress) -> None:
        """Raise `FetchError` unless the other end is the address that was checked."""
        try:
            peer = parse_address(str(stream.get_extra_info("server_addr")[0]))
        except OSError:  # it has hung up already
            peer = None
        if peer != address or not self._network.allows(address):
            stream.close()
            raise FetchError(self._url, "another address answered than was asked; try again later")

    def _guarded(self, stream: httpcore.NetworkStream) -> httpcore.NetworkStream:
        return _GuardedStream(stream, self._deadline, self._most_bytes)


class _GuardedStream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline, and which ends after so many bytes.

    A timeout of the socket alone starts again with every byte that drips in.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, most_bytes: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._left = most_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._left <= 0:
            raise TooManyBytesError
        data = self._stream.read(max_bytes, self._bounded(timeout))
        self._left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._bounded(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._bounded(timeout))
        return _GuardedStream(stream, self._deadline, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _bounded(self, timeout: float | None) -> float:
        left = remaining(self._deadline)
        return left if timeout is None else min(timeout, left)


class TooManyBytesError(Exception):
    """More came over the connection than a reply may have."""


def remaining(deadline: float) -> float:
    """Return the seconds until a deadline. Raises `httpcore.ReadTimeout` when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left
