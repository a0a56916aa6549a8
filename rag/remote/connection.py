"""Speaks to the server of a library over HTTP."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from rag.errors import ServerError, UsageError
from rag.remote.wire import Line, as_json
from rag.store.server_file import PROTOCOL

PATIENCE = 60.0
"""Seconds of silence after which a server is taken for dead; it says every 15 that it works on."""

CONNECTING = 10.0
"""Seconds for a connection to be made."""

_IDLE = 3.0
"""Seconds for which a connection that is not in use is kept; the server closes its after 5."""

_LONGEST_LINE = 1 << 30

_JSON = "application/json"


class Connection:
    """The way to one server, for many threads. The token is never in a message."""

    def __init__(self, url: str, token: str) -> None:
        """Take the address of a server. Raises `UsageError` for what is none."""
        parts = _address(url)
        if not token or not token.isascii() or not token.isprintable():
            raise UsageError("the token of the server is no token; make one with: mujaz user token")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._headers = {"Authorization": f"Bearer {token}", "Mujaz-Protocol": str(PROTOCOL)}
        self._idle: list[tuple[float, http.client.HTTPConnection]] = []
        self._guarding = threading.Lock()

    def open(self) -> None:
        """Make a connection, which the next request uses. Raises `ServerError`."""
        self._put_back(self._connected())

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._guarding:
            idle, self._idle = self._idle, []
        for _, one in idle:
            one.close()

    def get(self, path: str) -> dict[str, Any]:
        """Return what a server says of itself. Raises `ServerError`, `UsageError`."""
        with self._answer("GET", path) as response:
            return self._object(response.read())

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send an object, and return the one that comes back."""
        with self._answer("POST", path, as_json(body), _JSON) as response:
            return self._object(response.read())

    def send(self, path: str, pieces: Iterable[bytes], length: int) -> dict[str, Any]:
        """Send the bytes of a file."""
        kind = "application/octet-stream"
        with self._answer("POST", path, pieces, kind, length=length) as response:
            return self._object(response.read())

    def lines(self, path: str, body: bytes) -> Generator[Line]:
        """Send an object, and yield the lines that come back, as they come. Closing the generator
        closes the connection, which stops the work."""
        with self._answer("POST", path, body, _JSON) as response:
            while text := response.readline(_LONGEST_LINE):
                if not text.endswith(b"\n"):
                    break
                yield self._object(text)

    @contextmanager
    def _answer(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        kind: str | None = None,
        *,
        length: int | None = None,
    ) -> Generator[http.client.HTTPResponse]:
        """Send a request, and lend its response. What goes wrong with the connection, also while
        the response is read, is a `ServerError`."""
        one = self._taken() or self._connected()
        headers = self._headers if kind is None else {**self._headers, "Content-Type": kind}
        if length is not None:
            headers = {**headers, "Content-Length": str(length)}
        is_done = False
        try:
            one.request(method, path, body, headers)
            response = one.getresponse()
            if response.status >= 300:
                raise self._refusal(response)
            yield response
            is_done = response.isclosed()
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(
                f"the server at {self.url} ended before it had answered ({_why(error)})"
            ) from None
        finally:
            if is_done and one.sock is not None:
                self._put_back(one)
            else:
                one.close()

    def _refusal(self, response: http.client.HTTPResponse) -> UsageError | ServerError:
        told = ""
        with suppress(ValueError, AttributeError):
            told = str(json.loads(response.read(100_000)).get("detail", ""))
        said = f"the server at {self.url} refused: {told or response.reason}"
        return ServerError(said) if response.status >= 500 else UsageError(said)

    def _object(self, text: bytes) -> dict[str, Any]:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ServerError(f"what answers at {self.url} is no server of Mujaz")
        return found

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        one = kind(self._host, self._port, timeout=CONNECTING)
        try:
            one.connect()
        except (OSError, UnicodeError) as error:
            raise ServerError(f"no server answers at {self.url} ({_why(error)})") from None
        one.sock.settimeout(PATIENCE)
        return one

    def _taken(self) -> http.client.HTTPConnection | None:
        with self._guarding:
            while self._idle:
                since, one = self._idle.pop()
                if time.monotonic() - since < _IDLE:
                    return one
                one.close()
        return None

    def _put_back(self, one: http.client.HTTPConnection) -> None:
        with self._guarding:
            self._idle.append((time.monotonic(), one))


def _address(url: str) -> SplitResult:
    """Return the parts of the address of a server. Raises `UsageError`."""
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except (ValueError, TypeError, AttributeError):
        raise UsageError(
            "the server's address cannot be read; write it as https://host:7860"
        ) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError("the server's address must hold no name and password; a token is enough")
    if parts.scheme not in ("http", "https") or not has_host:
        raise UsageError("that is no address of a server; write it as https://host:7860")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError("give the server's address alone, such as https://host:7860")
    return parts


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (
        "the connection was closed"
        if isinstance(error, http.client.HTTPException)
        else str(error) or type(error).__name__
    )
