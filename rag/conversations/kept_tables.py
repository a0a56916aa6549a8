"""The tables of what readers keep, and the steps from older versions of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

SCHEMA_VERSION = 1
"""Kept in the file as SQLite's `user_version`."""

STEPS: dict[int, str] = {}
"""What brings a file of a version to the next one. The JSON within the columns needs no step: see
`rag.conversations.record_codec`."""

# Rows are in the order of their numbers, for a clock may be set back. `folded` is what is searched.
# A conversation's title follows its first question unless a reader has `named` it.
_TABLES = """
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT NOT NULL,
    named INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    removed_at TEXT
);
CREATE INDEX conversations_by_person ON conversations (person, changed_at);
CREATE TABLE exchanges (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    question TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    fault TEXT,
    scope TEXT,
    language TEXT,
    rating TEXT,
    comment TEXT NOT NULL,
    rated_at TEXT,
    folded TEXT NOT NULL
);
CREATE INDEX exchanges_by_conversation ON exchanges (conversation, number);
CREATE INDEX exchanges_by_rating ON exchanges (rated_at) WHERE rating IS NOT NULL;
CREATE TABLE drafts (
    person TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (person, place)
) WITHOUT ROWID;
CREATE TABLE briefs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    made_at TEXT NOT NULL,
    title TEXT NOT NULL,
    story INTEGER,
    brief TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX briefs_by_person ON briefs (person, number);
"""

_NAMES = {"conversations", "exchanges", "drafts", "briefs"}


def prepare_tables(db: sqlite3.Connection) -> None:
    """Make the tables in a new file, or bring those of an older one to the present version."""
    version = stated_version(db)
    if version == SCHEMA_VERSION:
        return
    steps = _TABLES if version == 0 else "".join(STEPS[at] for at in range(version, SCHEMA_VERSION))
    db.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")


def stated_version(db: sqlite3.Connection) -> int:
    """Return the version that the file states; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def are_sound(db: sqlite3.Connection) -> bool:
    """Tell whether the tables are those of the stated version: none at all in a new file, and with
    all of their columns in one of the present version."""
    found, version = _columns(db), stated_version(db)
    if version == SCHEMA_VERSION:
        return found >= _wanted()
    return {table for table, _ in found} >= _NAMES if version else not found


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(_TABLES)
        return _columns(db)


def _columns(db: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return the names of tables, each with that of one of its columns."""
    rows = db.execute("SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c")
    return frozenset((str(table), str(column)) for table, column in rows)
