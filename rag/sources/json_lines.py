"""Reads JSON Lines: one article on each line, with one line in memory at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr, BinaryIO

from rag.errors import SourceError
from rag.sources.charset import decode, wide_encoding
from rag.sources.source_files import (
    display_path,
    explain_os_error,
    open_file,
    refuse_binary,
    too_large,
)
from rag.sources.stated_fields import StatedFields, stated, string

_HEAD = 4096
_SKIP = 65_536


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line of a file, counted from 1: what was read from it, or why it was refused."""

    number: int
    content: StatedFields | str


def read_lines(path: Path, *, max_bytes: int) -> Iterator[JsonLine]:
    """Yield the articles of a file, line by line; blank lines are skipped.

    `max_bytes` is the most that one line, not the file, may have. `text` is required; `id`,
    `title`, `language`, `published_at`, `outlet` and `url` are optional, and anything else is
    ignored. A refused line does not stop the others. Raises `SourceError` for a file that cannot be
    read, is binary or empty.
    """
    source = display_path(path)
    with open_file(path) as file:
        try:
            head = file.read(_HEAD)
            refuse_binary(head, source=source)
            file.seek(0)
            yield from _articles(file, wide_encoding(head), source=source, max_bytes=max_bytes)
        except OSError as error:
            raise SourceError(source, explain_os_error(error)) from None


def _articles(
    file: BinaryIO, wide: str | None, *, source: str, max_bytes: int
) -> Iterator[JsonLine]:
    """Yield the content of each line that is not blank. Raises `SourceError` for none."""
    found = False
    for number, line in enumerate(_lines(file, wide, source=source, max_bytes=max_bytes), start=1):
        if line is not None and not line.strip():
            continue
        found = True
        place = f"{source}:{number}"
        try:
            if line is None:
                raise SourceError(place, too_large(None, max_bytes))
            yield JsonLine(number, _reading(line, wide, place=place))
        except SourceError as error:
            yield JsonLine(number, error.reason)
    if not found:
        raise SourceError(source, "it is empty: no line holds an article")


def _lines(
    file: BinaryIO, wide: str | None, *, source: str, max_bytes: int
) -> Iterator[bytes | str | None]:
    """Yield the lines as they are on disk, and None for a line of more than `max_bytes`.

    Lines of bytes are decoded later, one by one; UTF-16 and UTF-32 cannot be cut at a byte.
    """
    if wide is None:
        yield from _cut(file.readline, b"\n", max_bytes)
        return
    try:
        with io.TextIOWrapper(file, encoding=wide[: len("utf-16")], newline="\n") as reader:
            yield from _cut(reader.readline, "\n", max_bytes // 2)
    except UnicodeDecodeError:
        raise SourceError(
            source, f"it is {wide.upper()} with a broken character; save it as UTF-8"
        ) from None


def _cut(readline: Callable[[int], AnyStr], end: AnyStr, limit: int) -> Iterator[AnyStr | None]:
    """Yield lines of at most `limit` units, and None in the place of a longer one."""
    while line := readline(limit + 1):
        if len(line) <= limit or line.endswith(end):
            yield line
            continue
        while line and not line.endswith(end):
            line = readline(_SKIP)
        yield None


def _reading(line: bytes | str, wide: str | None, *, place: str) -> StatedFields:
    """Parse a line. Raises `SourceError`, naming `place`, when it holds no article."""
    if isinstance(line, bytes):
        text, encoding = decode(line, source=place)
    else:
        text, encoding = line, wide or "utf-16"
    try:
        record = _parse(text)
        if record.get("text") is None:
            raise ValueError("field 'text' is missing")
        return StatedFields(string("text", record["text"]), encoding, stated(record))
    except ValueError as error:
        raise SourceError(place, str(error)) from None


def _parse(line: str) -> dict[str, object]:
    """Return the JSON object of a line. Raises `ValueError`, which says what else the line is."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not valid JSON ({error.msg}, column {error.colno})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or endless nesting
        raise ValueError("it is JSON beyond all measure; write one flat object") from None
    if not isinstance(record, dict):
        raise ValueError('it is not a JSON object; write one object a line: {"text": "…"}')
    return record
