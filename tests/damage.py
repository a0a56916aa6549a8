"""What can befall a file of SQLite beside the catalog."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

DAMAGES = ("text", "hole", "folder", "foreign", "tables", "column")


def damage(path: Path, kind: str, *, table: str, column: str) -> None:
    """Damage a file; `table` is the one that is lost, `column` (`TABLE.COLUMN`) what another is."""
    match kind:
        case "text":
            path.write_text("no database at all " * 500)
        case "hole":
            whole = bytearray(path.read_bytes())
            whole[4096:] = os.urandom(len(whole) - 4096)
            path.write_bytes(whole)
        case "folder":
            path.unlink()
            path.mkdir()
        case "foreign":
            path.unlink()
            _change(path, "CREATE TABLE cats (name)")
        case "tables":
            _change(path, f"DROP TABLE {table}")
        case "column":
            of, _, name = column.partition(".")
            _change(path, f"ALTER TABLE {of} DROP COLUMN {name}")


def _change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)
