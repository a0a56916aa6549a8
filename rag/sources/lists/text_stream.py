"""Opens text files of any size: finds their charset and decodes them a block at a time."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from rag.errors import SourceError
from rag.sources.charset import decode, wide_encoding
from rag.sources.source_files import display_path, explain_os_error, open_file, refuse_binary

_BLOCK = 1 << 18
_SAMPLE = 65_536  # bytes outside ASCII lines that are enough to decide by
_FEW_NULS = 3
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def open_text(path: Path) -> tuple[TextIO, str]:
    """Open a text file and return it with the name of its charset; line ends are left alone.

    A whole pass over the file finds the charset. Bytes that are broken in UTF-8 come as lone
    surrogates (`refuse_broken` finds them), so that one of them does not stop the rest. Raises
    `SourceError` for a file that is empty, binary, unreadable or in no known charset.
    """
    source = display_path(path)
    try:
        encoding = _encoding(path, source)
        name = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
        if encoding.startswith(("utf-16", "utf-32")):
            name, errors = encoding[: len("utf-16")], "replace"  # with the mark, which is dropped
        else:
            errors = "surrogateescape"
        return io.TextIOWrapper(open_file(path), encoding=name, errors=errors, newline=""), encoding
    except OSError as error:
        raise SourceError(source, explain_os_error(error)) from None


def refuse_broken(text: str, encoding: str) -> None:
    """Raise `ValueError` for a text with bytes that could not be decoded."""
    if _ESCAPED_BYTE.search(text):
        raise ValueError(
            f"it is {encoding.upper()} with a broken character; mend it and save it as UTF-8"
        )


def refuse_binary_head(head: bytes, *, source: str) -> None:
    """Raise `SourceError` if the first bytes of a file of records are those of no text.

    A few NUL bytes among records are left to the record that they stand in.
    """
    few = head.count(b"\0") <= max(_FEW_NULS, len(head) // 500)
    line = head.lstrip()[:_SAMPLE].split(b"\n", 1)[0]
    has_records = line.startswith((b"{", b"[")) or any(sign in line for sign in (b",", b";", b"\t"))
    refuse_binary(head.replace(b"\0", b"") if few and has_records else head, source=source)


def _encoding(path: Path, source: str) -> str:
    """Return the charset of a file: what its mark says, UTF-8, or what `decode` finds."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_empty = True
    for block in _blocks(path):
        if is_empty:
            if wide := wide_encoding(block):
                return wide
            refuse_binary_head(block[:_SAMPLE], source=source)
            is_empty = False
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return _legacy(path, source)
    if is_empty:
        raise SourceError(source, "it is empty (0 bytes)")
    return "utf-8"  # a character that the end cuts off is found with its record


def _legacy(path: Path, source: str) -> str:
    """Return the charset that the first lines outside ASCII are in."""
    sample = bytearray()
    for block in _blocks(path):
        for line in block.splitlines(keepends=True):
            if not line.isascii():
                sample += line[:_SAMPLE]
        if len(sample) >= _SAMPLE:
            break
    try:
        return decode(bytes(sample[:_SAMPLE]), source=source).encoding
    except SourceError as error:
        if "broken character" in error.reason:
            return "utf-8"
        raise


def _blocks(path: Path) -> Iterator[bytes]:
    with open_file(path) as file:
        while block := file.read(_BLOCK):
            yield block
