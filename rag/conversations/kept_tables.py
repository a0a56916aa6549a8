"""The tables of what readers keep."""

from __future__ import annotations

from rag.store.sql_database import TablePlan

_WRITERS = """
CREATE INDEX exchanges_by_writer ON exchanges (writer) WHERE state = 'writing';
CREATE TABLE writers (
    id TEXT PRIMARY KEY,
    beat INTEGER NOT NULL
) WITHOUT ROWID;
"""

# Rows are in the order of their numbers, for a clock may be set back. `folded` is what is searched.
# A conversation's title follows its first question unless a reader has `named` it. `writer` is the
# process that answers a question, and `writers` are the processes that still give a sign of life:
# see `rag.conversations.writers_alive`.
PLAN = TablePlan(
    name="conversations",
    version=2,
    sql="""
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
    folded TEXT NOT NULL,
    writer TEXT
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
    + _WRITERS,
    steps={1: "ALTER TABLE exchanges ADD COLUMN writer TEXT;" + _WRITERS},
)
"""The JSON within the columns needs no step: see `rag.conversations.record_codec`."""
