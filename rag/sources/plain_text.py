"""Reads plain text: the whole file is the article."""

from __future__ import annotations

from rag.sources.charset import decode
from rag.sources.stated_fields import StatedFields


def read_plain(data: bytes, *, source: str) -> StatedFields:
    """Return the whole file as text. Raises `SourceError` if its charset cannot be recognised."""
    text, encoding = decode(data, source=source)
    return StatedFields(text, encoding)
