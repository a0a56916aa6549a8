"""Reads documents that are large because of their pictures and attachments, without these."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from rag.errors import SourceError
from rag.sources.source_files import EMPTY, display_path, explain_os_error, open_file, too_large

SIZE_FACTOR = 5
"""How many times larger than its text a document with pictures may be: 100 MB as things are set."""

_PIECE = 1 << 20
_LONGEST_LINE = 65_536  # bytes that are read at once
# What a part is whose lines are not needed: Content-Type: image/jpeg; name="a.jpg"
_ATTACHED = re.compile(rb"content-type:\s*(?:image|audio|video|application|font)/", re.IGNORECASE)
_BASE64 = re.compile(rb"content-transfer-encoding:\s*base64\b", re.IGNORECASE)
# A picture in Rich Text, which is written in hexadecimal digits; letters are not (\'e3, \u1575).
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f\r\n]{4000,}")


class DocumentLoader(Protocol):
    """Returns the bytes of a document of at most `max_bytes` of text."""

    def __call__(self, path: Path, *, max_bytes: int) -> bytes: ...


def open_document(path: Path, *, max_bytes: int) -> BinaryIO:
    """Open a document of at most `SIZE_FACTOR` times `max_bytes`. Raises `SourceError`."""
    file = open_file(path)
    size = os.fstat(file.fileno()).st_size
    if size > SIZE_FACTOR * max_bytes:
        file.close()
        raise SourceError(display_path(path), too_large(size, SIZE_FACTOR * max_bytes))
    return file


class AttachedLines:
    """Tells the lines of attachments in a message from all others, one line after another."""

    def __init__(self) -> None:
        self._in_head = True
        self._is_attached = self._is_base64 = False

    def has(self, line: bytes) -> bool:
        """Tell whether the next line is one of an attachment in base64."""
        if line.startswith(b"--"):  # base64 has no such line: it is a mark between parts
            self._in_head = True
            self._is_attached = self._is_base64 = False
        elif self._in_head and not line.strip():
            self._in_head = False
        elif self._in_head:
            self._is_attached = self._is_attached or _ATTACHED.match(line) is not None
            self._is_base64 = self._is_base64 or _BASE64.match(line) is not None
        else:
            return self._is_attached and self._is_base64
        return False


def load_message(path: Path, *, max_bytes: int) -> bytes:
    """Return a mail message or saved page without the lines of its attachments.

    Raises `SourceError` for one that still has more than `max_bytes`, and as `open_document` does.
    """
    attached = AttachedLines()
    return _joined(
        (line for line in _lines(path, max_bytes) if not attached.has(line)), path, max_bytes
    )


def load_rich_text(path: Path, *, max_bytes: int) -> bytes:
    """Return a Rich Text file without the digits of its pictures.

    Raises `SourceError` for one that still has more than `max_bytes`, and as `open_document` does.
    """
    pieces = (_HEXADECIMAL.sub(b"", piece) for piece in _pieces(path, max_bytes))
    return _joined(pieces, path, max_bytes)


def load_whole(path: Path, *, max_bytes: int) -> bytes:
    """Return a document whose pictures cannot be left out. Raises `SourceError`, as the others."""
    return _joined(_pieces(path, max_bytes), path, SIZE_FACTOR * max_bytes)


def _lines(path: Path, max_bytes: int) -> Iterator[bytes]:
    with open_document(path, max_bytes=max_bytes) as file:
        while line := file.readline(_LONGEST_LINE):
            yield line


def _pieces(path: Path, max_bytes: int) -> Iterator[bytes]:
    with open_document(path, max_bytes=max_bytes) as file:
        while piece := file.read(_PIECE):
            yield piece


def _joined(pieces: Iterator[bytes], path: Path, most: int) -> bytes:
    source = display_path(path)
    data = bytearray()
    try:
        for piece in pieces:
            data += piece
            if len(data) > most:
                raise SourceError(source, too_large(None, most))
    except OSError as error:
        raise SourceError(source, explain_os_error(error)) from None
    if not data:
        raise SourceError(source, EMPTY)
    return bytes(data)
