"""Reads JSON Lines: one article on each line, with one line in memory at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import AnyStr, BinaryIO

from rag.errors import SourceError
from rag.sources.charset import decode, wide_encoding
from rag.sources.collected import CollectedItem
from rag.sources.lists.record_fields import RecordReader
from rag.sources.lists.text_stream import refuse_binary_head
from rag.sources.source_files import (
    display_path,
    explain_os_error,
    open_file,
    too_large,
)
from rag.sources.stated_fields import StatedFields

_HEAD = 4096
_SKIP = 65_536
_LONGEST_BLANK = 40  # bytes of a line that is looked at for other white space than ASCII's
FIELD_TWICE = "a field stands twice in one object; the last was read"
"""A remark on a file."""


def iter_lines(path: Path, reader: RecordReader, *, max_bytes: int) -> Iterator[CollectedItem]:
    """Yield the articles of a file, line by line; blank lines are skipped.

    `max_bytes` is the most that one line, not the file, may have. A refused line does not stop the
    others. Raises `SourceError` for a file that cannot be read, is binary or empty.
    """
    source = display_path(path)
    with open_file(path) as file:
        try:
            head = file.read(_HEAD)
            refuse_binary_head(head, source=source)
            file.seek(0)
            yield from _articles(
                file, wide_encoding(head), reader, source=source, max_bytes=max_bytes
            )
        except OSError as error:
            raise SourceError(source, explain_os_error(error)) from None


def _articles(
    file: BinaryIO, wide: str | None, reader: RecordReader, *, source: str, max_bytes: int
) -> Iterator[CollectedItem]:
    """Yield the content of each line that is not blank. Raises `SourceError` for none."""
    found = False
    for number, line in enumerate(_lines(file, wide, source=source, max_bytes=max_bytes), start=1):
        if line is not None and _is_blank(line):
            continue
        found = True
        locator = f"line {number}"
        if line is None:
            yield CollectedItem(locator, too_large(None, max_bytes))
            continue
        try:
            if (article := _reading(line, wide, reader)) is not None:
                yield CollectedItem(locator, article)
        except SourceError as error:
            yield CollectedItem(locator, error.reason)
        except ValueError as error:
            yield CollectedItem(locator, str(error))
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


def _is_blank(line: bytes | str) -> bool:
    """Tell whether a line is white space, of Unicode too, or a byte order mark."""
    if len(line) > _LONGEST_BLANK:
        return not line.strip()
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    return not text.strip("\ufeff \t\r\n\u2028\u2029\u00a0")


def _reading(line: bytes | str, wide: str | None, reader: RecordReader) -> StatedFields | None:
    """Parse a line; None for a command of Elasticsearch's bulk format, which stands before each
    article. Raises `SourceError` or `ValueError` when it holds no article.
    """
    if isinstance(line, bytes):
        text, encoding = decode(line, source="a line")
    else:
        text, encoding = line, wide or "utf-16"
    record = parse_json(text, reader)
    if not isinstance(record, dict):
        raise ValueError('it is not a JSON object; write one object a line: {"text": "…"}')
    if len(record) == 1 and isinstance(record.get("index", record.get("create")), dict):
        return None
    return reader.article(record, encoding)


def parse_json(text: str, reader: RecordReader | None = None) -> object:
    """Return the value of a JSON text; line breaks within its strings are taken as they are.

    `reader` is told of fields that stand twice in one object. Raises `ValueError` with what is
    wrong.
    """

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        record = dict(pairs)
        if reader is not None and len(record) < len(pairs):
            reader.remark(FIELD_TWICE)
        return record

    try:
        return json.loads(text, strict=False, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not valid JSON ({error.msg}, column {error.colno})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or endless nesting
        raise ValueError("it is JSON beyond all measure; write one flat object") from None
