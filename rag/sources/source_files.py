"""Opens source files, reads their bytes, and says why a file cannot be used."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from rag.errors import SourceError
from rag.sources.charset import wide_encoding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

T = TypeVar("T")

EMPTY = "it is empty (0 bytes)"
_SAMPLE = 65_536
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a\x1b"))
_CONTROL_SHARE = 0.1
_BUFFER = 65_536  # bytes that are read at once
_CHANGED = "it was changed while it was read; index it again when nothing writes to it"
_SAVE_AS_TEXT = "save its text as .txt (UTF-8)"


def display_path(path: Path) -> str:
    """Return the absolute path as text that can be stored; bytes that are not UTF-8 are escaped."""
    return str(path.absolute()).encode("utf-8", "backslashreplace").decode()


def explain_os_error(error: OSError | ValueError) -> str:
    """Return what an error of the operating system means for whoever named the path."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or run as its owner"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its symbolic links go round in a circle; name the file itself"
    if isinstance(error, BlockingIOError):
        return "it has nothing to read yet, or another program holds it; index a copy of it"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"it cannot be read ({reason or 'unknown error'})"


_watcher: ContextVar[Callable[[int], None] | None] = ContextVar("watcher", default=None)


class _SourceFile(io.FileIO):
    """A file that does not wait for bytes to come, nor ends as if nothing had happened to it.

    Its reads raise `SourceError`, whichever library asks for them: for errors of the operating
    system, where there is nothing to read yet, and at the end of a file that has been changed
    since it was opened, for then its parts may be of two versions. `tell_read` is called after
    each read with the number of bytes that are behind.
    """

    def __init__(self, path: Path, tell_read: Callable[[int], None] | None) -> None:
        super().__init__(path, "rb", opener=_open_at_once)
        self._path = path
        self._tell_read = tell_read
        self._opened = self._state()

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        try:
            count = super().readinto(buffer)
        except OSError as error:
            raise SourceError(display_path(self._path), explain_os_error(error)) from None
        self._check(has_read=count is not None, at_end=count == 0)
        return count

    def readall(self) -> bytes:
        try:
            data: bytes | None = super().readall()
        except OSError as error:
            raise SourceError(display_path(self._path), explain_os_error(error)) from None
        self._check(has_read=data is not None, at_end=True)
        return data or b""

    def _check(self, *, has_read: bool, at_end: bool) -> None:
        if not has_read:
            raise SourceError(display_path(self._path), explain_os_error(BlockingIOError()))
        if at_end and self._state() != self._opened:
            raise SourceError(display_path(self._path), _CHANGED)
        if self._tell_read is not None:
            self._tell_read(self.tell())

    def _state(self) -> tuple[int, int]:
        status = os.fstat(self.fileno())
        return status.st_size, status.st_mtime_ns


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting, so that reads of what only looks like a file return at once."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def watched(items: Iterator[T], tell: Callable[[int], None]) -> Iterator[T]:
    """Yield what a reader yields; call `tell` with the bytes that it has read of its file so far.

    Readers open their file themselves, however deep inside; only while one is at work does
    `open_file` know of `tell`.
    """
    while True:
        token = _watcher.set(tell)
        try:
            item = next(items)
        except StopIteration:
            return
        finally:
            _watcher.reset(token)
        yield item


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises `SourceError` for anything else.

    The kind of the path is looked up before opening, because opening a device can do something.
    Reading from it raises `SourceError` too.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            file = _SourceFile(path, _watcher.get())
            mode = os.fstat(file.fileno()).st_mode  # another may have taken its place
            if stat.S_ISREG(mode):
                return io.BufferedReader(file, _BUFFER)
            file.close()
    except (OSError, ValueError) as error:
        raise SourceError(display_path(path), explain_os_error(error)) from None
    kind = "a folder" if stat.S_ISDIR(mode) else "a device, pipe or socket"
    raise SourceError(display_path(path), f"it is {kind} where a file is expected")


def read_head(path: Path, size: int, *, offset: int = 0) -> bytes:
    """Return up to `size` bytes of a regular file from `offset` on; b"" behind its end.

    Raises `SourceError` as `open_file` does.
    """
    with open_file(path) as file:
        try:
            file.seek(offset)
            return file.read(size)
        except OSError as error:
            raise SourceError(display_path(path), explain_os_error(error)) from None


def read_tail(path: Path, size: int) -> bytes:
    """Return the last `size` bytes of a regular file, or all that it has."""
    with open_file(path) as file:
        try:
            file.seek(max(0, os.fstat(file.fileno()).st_size - size))
            return file.read(size)
        except OSError as error:
            raise SourceError(display_path(path), explain_os_error(error)) from None


def load(path: Path, *, max_bytes: int) -> bytes:
    """Return the bytes of a file of text that holds one article.

    Raises `SourceError` for a file that is empty, larger than `max_bytes` (it is not read then),
    unreadable or binary.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            raise SourceError(display_path(path), too_large(size, max_bytes))
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise SourceError(display_path(path), explain_os_error(error)) from None
    if len(data) > max_bytes:  # it grew since it was measured
        raise SourceError(display_path(path), too_large(len(data), max_bytes))
    if not data:
        raise SourceError(display_path(path), EMPTY)
    refuse_binary(data, source=display_path(path))
    return data


def too_large(size: int | None, max_bytes: int) -> str:
    """Return the reason for refusing `size` bytes (None: not counted), in units of 10⁶ bytes."""
    amount = f"{_megabytes(size)}, " if size is not None else ""
    return (
        f"it has {amount}more than the limit of {_megabytes(max_bytes)}; "
        "split it, or raise MUJAZ_MAX_FILE_MB"
    )


def refuse_long(text: str, *, max_bytes: int, source: str) -> None:
    """Raise `SourceError` for the text of a document that has more than `max_bytes` in UTF-8."""
    if len(text.encode("utf-8", "replace")) > max_bytes:
        raise SourceError(source, "its text is too long: " + too_large(None, max_bytes))


def _megabytes(size: int) -> str:
    return f"{round(size / 1e6, 3):,} MB"


def refuse_binary(data: bytes, *, source: str) -> None:
    """Raise `SourceError` if the bytes are those of no text; the message says why."""
    if wide_encoding(data):
        return
    if b"\0" in data:
        raise SourceError(
            source,
            "it is binary (it holds NUL bytes), or UTF-16 without a byte order mark; "
            + _SAVE_AS_TEXT,
        )
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _CONTROL_SHARE * len(sample):
        raise SourceError(source, f"it is binary (full of control characters); {_SAVE_AS_TEXT}")
