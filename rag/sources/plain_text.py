"""Reads plain text: the whole file is the article."""

from __future__ import annotations

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.lists.text_kinds import kind_of_records
from rag.sources.stated_fields import StatedFields


def read_plain(data: bytes, *, source: str) -> StatedFields:
    """Return the whole file as text.

    Raises `SourceError` if its charset cannot be recognised, and for a table, JSON or XML.
    """
    text, encoding = decode(data, source=source)
    if reason := kind_of_records(text):
        raise SourceError(source, reason)
    return StatedFields(text, encoding)
