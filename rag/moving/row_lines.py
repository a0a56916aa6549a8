"""A row of a table as a line of JSON, and back; the lines of a table are counted and hashed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from rag.moving.moved_tables import MovedColumn, MovedTable
from rag.store.sql_database import Row

LONGEST_LINE = 128_000_000
"""Bytes. An article has at most as many as a file may have (`MUJAZ_MAX_FILE_MB`, 20 MB), and a file
of a library that is a few kB could else be unpacked into memory without end."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and how many bytes and which SHA-256 their lines have."""

    rows: int
    bytes: int
    sha256: str


@dataclass(slots=True)
class LineCount:
    """Adds up the lines of a table."""

    rows: int = 0
    _bytes: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        """Count one more line."""
        self.rows += 1
        self._bytes += len(line)
        self._hash.update(line)

    def sum(self) -> TableSum:
        """Return what was counted."""
        return TableSum(self.rows, self._bytes, self._hash.hexdigest())


def line_of(table: MovedTable, row: Row) -> bytes:
    """Return a row as an object of JSON on a line of its own, always in the same way: equal rows
    are equal bytes. Bytes are written as base64."""
    named = {
        column.name: _as_text(value) if column.kind == "bytes" else value
        for column, value in zip(table.columns, row, strict=True)
    }
    return json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of_line(table: MovedTable, line: bytes) -> Row:
    """Return the row of a line that `line_of` has written.

    Raises `ValueError` or `TypeError` for any other line, and for a row that Mujaz never wrote.
    """
    try:
        named = json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(named, dict) or list(named) != [column.name for column in table.columns]:
        raise ValueError("its columns are others")
    row = tuple(_value(column, named[column.name]) for column in table.columns)
    if line_of(table, table.checked(row)) != line:  # UnicodeError, for half a character, is one
        raise ValueError("it is written in another way")
    return row


def _as_text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _value(column: MovedColumn, value: object) -> object:
    if column.kind != "bytes" or not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError(f"{column.name!r} is no base64") from None
