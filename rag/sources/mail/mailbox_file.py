"""Reads mailbox files (.mbox): one article a message, with one message in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rag.errors import SourceError
from rag.sources.collected import CollectedItem
from rag.sources.large_documents import AttachedLines
from rag.sources.mail.mail_message import read_mail
from rag.sources.source_files import display_path, open_file, too_large

# The line before each message: "From jane@example.org Tue Mar  5 10:15:00 2024"
_BEGIN = re.compile(rb"From .{0,200}\d\d:\d\d.{0,50}\r?\n?")
_ESCAPED = re.compile(rb">+From ")
_LONGEST_LINE = 65_536  # bytes that are read at once


def read_mailbox(path: Path, *, max_bytes: int) -> Iterator[CollectedItem]:
    """Yield the articles of a mailbox, message by message.

    `max_bytes` bounds one message without its attachments, whose lines are left out.

    Raises `SourceError` for a file that cannot be read or is empty.
    """
    for number, message in enumerate(_messages(path, max_bytes), start=1):
        yield _message_item(message, f"message {number}", display_path(path), max_bytes)


def _message_item(message: bytes | str, locator: str, source: str, max_bytes: int) -> CollectedItem:
    if isinstance(message, str):
        return CollectedItem(locator, message)
    try:
        read = read_mail(message, source=f"{source}, {locator}", max_bytes=max_bytes)
    except SourceError as error:
        return CollectedItem(locator, error.reason)
    return CollectedItem(locator, read)


def _messages(path: Path, max_bytes: int) -> Iterator[bytes | str]:
    """Yield the messages of a mailbox; a reason in words for one of more than `max_bytes`."""
    message: list[bytes] = []
    size, is_after_blank, has_begun = 0, True, False
    attached = AttachedLines()
    with open_file(path) as file:
        while line := file.readline(_LONGEST_LINE):
            if is_after_blank and _BEGIN.fullmatch(line):
                if has_begun:
                    yield too_large(size, max_bytes) if size > max_bytes else b"".join(message)
                message, size, has_begun = [], 0, True
                attached = AttachedLines()
                continue
            is_after_blank = not line.strip()
            if attached.has(line):
                continue
            size += len(line)
            if size <= max_bytes:
                message.append(line[1:] if _ESCAPED.match(line) else line)
    if not size and not has_begun:
        raise SourceError(display_path(path), "it is empty: it holds no message")
    if size:
        yield too_large(size, max_bytes) if size > max_bytes else b"".join(message)
