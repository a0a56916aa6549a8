"""The tables of people, and the file that holds them where no database is shared."""

from __future__ import annotations

from rag.store.side_file import SideFile
from rag.store.sql_database import TablePlan

FILE = "people.db"

# `folded` is the name as names are compared. A person without `password` is a program. Secrets of
# tokens and sessions are kept as digests only. No two entries of the audit have one moment: it is
# where the next page begins.
PLAN = TablePlan(
    name="people",
    version=1,
    sql="""
CREATE TABLE people (
    number INTEGER PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    permission TEXT NOT NULL,
    password TEXT,
    created_at TEXT NOT NULL
);
CREATE TABLE tokens (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person INTEGER NOT NULL REFERENCES people (number) ON DELETE CASCADE,
    label TEXT NOT NULL,
    permission TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX tokens_by_person ON tokens (person);
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people (number) ON DELETE CASCADE,
    digest BLOB NOT NULL UNIQUE,
    begun_at TEXT NOT NULL,
    used_at TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person, used_at);
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
""",
)


class PeopleFile(SideFile):
    """The open file."""

    plan = PLAN
    contents = "the people"
    afterwards = ", in which nobody is known yet: add everybody again before others are served"
