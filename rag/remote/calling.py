"""Calls the methods of a library that another process has open."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar, get_args

from rag.conversations.record_codec import from_document
from rag.errors import MujazError, ServerError, UsageError
from rag.remote.connection import Connection
from rag.remote.wire import (
    CALLS,
    FILES,
    STOPS,
    Line,
    as_json,
    as_value,
    from_error,
    from_item,
    from_value,
)

T = TypeVar("T")

LARGEST_BODY = 900_000
"""Bytes of a call that go as one object; more are sent as a file before it."""

_POLLING = 0.1
"""Seconds between two looks at whether a caller wants a call to end."""


class Caller:
    """Calls methods over one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def call(
        self,
        kind: type[T],
        method: str,
        /,
        *,
        progress: Callable[..., None] | None = None,
        told: Any = None,
        stop: threading.Event | None = None,
        **arguments: Any,
    ) -> T:
        """Return what a method returns, read as the type `kind`.

        `progress` is called with values of the types `told`, a tuple type. Raises what the method
        raises, and `ServerError`.
        """
        result: T = self._result(kind, method, arguments, progress, told, stop)
        return result

    def maybe(self, kind: type[T], method: str, /, **arguments: Any) -> T | None:
        """Return what a method returns that may be None."""
        result: T | None = self._result(kind | None, method, arguments)
        return result

    def items(
        self,
        kinds: Any,
        method: str,
        left: threading.Event | None = None,
        /,
        **arguments: Any,
    ) -> Generator[Any]:
        """Yield the items of a stream, of the classes of the union `kinds`. Closing the generator,
        or setting `left`, stops the work."""
        names = {kind.__name__: kind for kind in get_args(kinds)}
        lines = self._lines(method, arguments, wants_progress=False, stop=left)
        is_over = False
        try:
            for line in lines:
                if "item" in line:
                    yield self._read(partial(from_item, names, line["item"]))
                is_over = is_over or "result" in line
        finally:
            lines.close()
        if not is_over:
            raise self._cut_short()

    def _result(
        self,
        kind: Any,
        method: str,
        arguments: Mapping[str, Any],
        progress: Callable[..., None] | None = None,
        told: Any = None,
        stop: threading.Event | None = None,
    ) -> Any:
        lines = self._lines(method, arguments, wants_progress=progress is not None, stop=stop)
        result: Mapping[str, Any] | None = None
        try:
            for line in lines:  # to its end, so that the connection can be used again
                if "progress" in line and progress is not None:
                    progress(*self._read(partial(from_value, told, line["progress"])))
                result = line.get("result", result)
        finally:
            lines.close()
        if result is None:
            raise self._cut_short()
        return self._read(partial(from_document, kind, result))

    def _lines(
        self,
        method: str,
        arguments: Mapping[str, Any],
        *,
        wants_progress: bool,
        stop: threading.Event | None,
    ) -> Generator[Line]:
        """Yield the lines of a call; one that tells of an error is raised."""
        name = os.urandom(8).hex()
        body = self._body(name, method, arguments, wants_progress=wants_progress, stop=stop)
        with self._stopping(name, stop):
            for line in self.connection.lines(f"{CALLS}{method}", body):
                if "error" in line:
                    raise from_error(line["error"])
                yield line

    def _body(
        self,
        name: str,
        method: str,
        arguments: Mapping[str, Any],
        *,
        wants_progress: bool,
        stop: threading.Event | None,
    ) -> bytes:
        try:
            given = {key: as_value(value) for key, value in arguments.items()}
        except TypeError as error:
            raise UsageError(f"{method} cannot be asked of a server like this: {error}") from None
        call = {
            "call": name,
            "progress": wants_progress,
            "stopped": stop is not None and stop.is_set(),
        }
        body = as_json({**call, "arguments": given})
        if len(body) <= LARGEST_BODY:
            return body
        text = as_json(given)
        kept = self.connection.send(f"{FILES}?name=arguments.json", iter([text]), len(text))
        return as_json({**call, "file": kept["file"]})

    @contextmanager
    def _stopping(self, name: str, stop: threading.Event | None) -> Iterator[None]:
        """Tell the server to end a call when `stop` is set meanwhile; its result still comes."""
        if stop is None or stop.is_set():
            yield
            return
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_POLLING):
                if stop.is_set():
                    with suppress(MujazError):  # the call itself says what is wrong
                        self.connection.post(f"{STOPS}/{name}", {})
                    return

        watcher = threading.Thread(target=watch, name="mujaz-stop", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()

    def _read(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except ValueError as error:
            raise ServerError(
                f"the server at {self.connection.url} answered what this mujaz does not understand;"
                f" is it another version? ({str(error)[:200]})"
            ) from None

    def _cut_short(self) -> ServerError:
        return ServerError(f"the server at {self.connection.url} ended before it had answered")
