"""Finds the files that can be read among the paths that a user names, and opens them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from rag.errors import SourceError
from rag.records import Failure
from rag.sources.charset import wide_encoding

_SAMPLE = 65_536
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a\x1b"))
_CONTROL_SHARE = 0.1
_SAVE_AS_TEXT = "save its text as .txt (UTF-8)"

# A file is known by its first bytes whatever its name says.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as Word and Excel files are"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\0", "an SQLite database"),
)


def shown(path: Path) -> str:
    """The absolute path as text that can be stored; what is not UTF-8 in a name is escaped."""
    return str(path.absolute()).encode("utf-8", "backslashreplace").decode()


def why(error: OSError | ValueError) -> str:
    """What the operating system's error means for whoever named the path."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or run as its owner"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its symbolic links go round in a circle; name the file itself"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"it cannot be read ({reason or 'unknown error'})"


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises `SourceError` for anything else.

    The kind is looked up before opening, because opening a pipe waits for its writer.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            return path.open("rb")
    except (OSError, ValueError) as error:
        raise SourceError(shown(path), why(error)) from None
    kind = "a folder" if stat.S_ISDIR(mode) else "a device, pipe or socket"
    raise SourceError(shown(path), f"it is {kind} where a file is expected")


def load(path: Path, *, max_bytes: int) -> bytes:
    """The bytes of a file that can hold one article.

    Raises `SourceError` for a file that is empty, larger than `max_bytes` (it is not read then),
    unreadable or binary.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            raise SourceError(shown(path), too_large(size, max_bytes))
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise SourceError(shown(path), why(error)) from None
    if len(data) > max_bytes:  # it grew since it was measured
        raise SourceError(shown(path), too_large(len(data), max_bytes))
    if not data:
        raise SourceError(shown(path), "it is empty (0 bytes)")
    refuse_binary(data, source=shown(path))
    return data


def too_large(size: int | None, max_bytes: int) -> str:
    """The reason for refusing `size` bytes (None: not counted), in megabytes of 10⁶ bytes."""
    amount = f"{_megabytes(size)}, " if size is not None else ""
    return (
        f"it has {amount}more than the limit of {_megabytes(max_bytes)}; "
        "split it, or raise MUJAZ_MAX_FILE_MB"
    )


def _megabytes(size: int) -> str:
    return f"{round(size / 1e6, 3):,} MB"


def refuse_binary(data: bytes, *, source: str) -> None:
    """Raise `SourceError` if the bytes are those of no text, saying of what they look to be."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(source, f"it is {kind}, whatever its name says; {_SAVE_AS_TEXT}")
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


READABLE = (".txt", ".md", ".markdown", ".html", ".htm", ".jsonl")
"""The extensions that can be read, in lower case; those of files may be in any case."""


def unsupported(path: Path) -> str:
    """The reason for refusing a file by its extension."""
    kind = f"{path.suffix} files are" if path.suffix else "a file without extension is"
    return f"{kind} not supported; convert it to one of {', '.join(READABLE)}"


def discover(paths: Sequence[str | Path]) -> tuple[list[Path], list[Failure]]:
    """The files to read, absolute, each once, and the paths that cannot be used.

    Files come in the order in which they are named, those of a folder sorted by path, its
    subfolders included. Hidden files, hidden folders and other extensions inside a folder are
    passed over; a file that is named must be of a readable kind. Symbolic links are followed,
    and no folder or file is visited twice. No paths give two empty lists.
    """
    search = _FileSearch()
    for path in paths:
        search.add(Path(path).absolute())
    return search.files, list(search.failures)


class _FileSearch:
    """What has been found so far, and which files and folders have been seen."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.failures: dict[Failure, None] = {}
        self._seen: set[object] = set()

    def add(self, path: Path) -> None:
        """A path that the user named."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            self._fail(path, why(error))
            return
        if stat.S_ISDIR(status.st_mode):
            self._add_folder(path)
        elif _is_readable(path):
            self._add_file(path)
        else:
            self._fail(path, unsupported(path))

    def _add_folder(self, folder: Path) -> None:
        waiting = [(folder, True)]
        while waiting:
            path, is_folder = waiting.pop()
            if is_folder:
                waiting.extend(reversed(self._entries(path)))
            elif _is_readable(path):
                self._add_file(path)

    def _entries(self, folder: Path) -> list[tuple[Path, bool]]:
        """What is not hidden in a folder, sorted; nothing for a folder seen before."""
        if not self._is_new(folder):
            return []
        try:
            with os.scandir(folder) as entries:
                found = [
                    (folder / entry.name, _is_folder(entry))
                    for entry in entries
                    if not entry.name.startswith(".")
                ]
        except OSError as error:
            self._fail(folder, why(error))
            return []
        return sorted(found)

    def _add_file(self, path: Path) -> None:
        if self._is_new(path):
            self.files.append(path)

    def _is_new(self, path: Path) -> bool:
        """Whether this file or folder comes for the first time, under whatever name."""
        try:
            status = path.stat()
            identity: object = (status.st_dev, status.st_ino)
        except OSError:  # a broken link: the reader will say so
            identity = path
        if identity in self._seen:
            return False
        self._seen.add(identity)
        return True

    def _fail(self, path: Path, reason: str) -> None:
        self.failures[Failure(shown(path), reason)] = None


def _is_readable(path: Path) -> bool:
    return path.suffix.lower() in READABLE


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that goes round in a circle
        return False
