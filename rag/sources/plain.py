"""Reads plain text: the file is the article."""

from __future__ import annotations

from rag.sources.charset import decode
from rag.sources.fields import Reading


def read_plain(data: bytes, *, source: str) -> Reading:
    """The whole file as text. Raises `SourceError` if its charset cannot be told."""
    text, encoding = decode(data, source=source)
    return Reading(text, encoding)
