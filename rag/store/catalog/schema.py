"""The tables of the catalog, and the check that a file has them."""

from __future__ import annotations

import sqlite3

SCHEMA_VERSION = "1"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    titled INTEGER NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    published_at TEXT,
    outlet TEXT,
    url TEXT,
    text_hash BLOB NOT NULL UNIQUE,
    digest BLOB NOT NULL
);
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_date ON articles (published_at);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX chunks_by_article ON chunks (article);
CREATE TABLE outbox (
    chunk_id TEXT PRIMARY KEY,
    operation TEXT NOT NULL CHECK (operation IN ('add', 'delete'))
) WITHOUT ROWID;
"""

_COLUMNS = {
    "meta": {"key", "value"},
    "articles": {
        "number", "id", "text", "title", "titled", "language", "source", "published_at", "outlet",
        "url", "text_hash", "digest",
    },
    "chunks": {"id", "article", "start", "end"},
    "outbox": {"chunk_id", "operation"},
}  # fmt: skip


def create_tables(db: sqlite3.Connection) -> None:
    """Make all tables and note the version, or nothing: a half-made catalog would look damaged."""
    db.executescript(
        f"BEGIN IMMEDIATE; {_SCHEMA}"
        f"INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}'); COMMIT;"
    )


def is_blank(db: sqlite3.Connection) -> bool:
    """Tell whether no table was made in the file yet."""
    return db.execute("SELECT 1 FROM sqlite_schema").fetchone() is None


def version(db: sqlite3.Connection) -> str | None:
    """Return the version that the file states; None if it states none."""
    if "value" not in _columns(db, "meta"):
        return None
    row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return None if row is None else str(row[0])


def missing(db: sqlite3.Connection) -> str | None:
    """Name the first table or column that the file should have and has not; None: all there."""
    for table, columns in _COLUMNS.items():
        found = _columns(db, table)
        if not found:
            return f"the table {table!r} is missing"
        if lacking := sorted(columns - found):
            return f"the column {lacking[0]!r} of the table {table!r} is missing"
    return None


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
