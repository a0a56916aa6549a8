"""The database file of people, which only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from rag.disk import disk_fault
from rag.errors import LibraryError
from rag.store.side_file import SideFile, TablePlan

_PRIVATE = 0o600

# `folded` is the name as names are compared. A person without `password` is a program. Secrets of
# tokens and sessions are kept as digests only. No two entries of the audit have one moment: it is
# where the next page begins.
PLAN = TablePlan(
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

    def __init__(self, path: Path) -> None:
        """Open the file, making it if there is none. Raises `LibraryError`."""
        _make_private(path)
        super().__init__(path)


def _make_private(path: Path) -> None:
    """Let only the owner read the file and those beside it.

    SQLite gives the files that it makes beside a database the mode of the database itself.
    """
    if path.is_dir():
        return  # which is told when the file is opened
    beside = [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _PRIVATE))
        for file in filter(Path.exists, (path, *beside)):
            if file.stat().st_mode & 0o777 != _PRIVATE:
                file.chmod(_PRIVATE)
    except OSError as error:
        raise disk_fault(error, path.parent) or LibraryError(
            f"{path} cannot be opened ({error.strerror}); see what stands there and whose it is, "
            "or choose another folder with MUJAZ_HOME"
        ) from None
