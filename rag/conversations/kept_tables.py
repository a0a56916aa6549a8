"""The tables of what readers keep."""

from __future__ import annotations

from rag.store.sql_database import TablePlan

# Rows are in the order of their numbers, for a clock may be set back. `folded` is what is searched.
# A conversation's title follows its first question unless a reader has `named` it.
PLAN = TablePlan(
    name="conversations",
    version=1,
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
""",
)
"""The JSON within the columns needs no step: see `rag.conversations.record_codec`."""
