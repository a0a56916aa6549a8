"""A database of ours beside the catalog, whose tables have a version; every error of it is ours."""

from __future__ import annotations

import os
import sqlite3
from abc import ABC
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar

from rag.disk import disk_fault
from rag.errors import DamagedLibraryError, LibraryError
from rag.store.sql_database import TablePlan
from rag.store.sqlite_file import SqliteFile, fault_of

_PRIVATE = 0o600


class SideFile(SqliteFile, ABC):
    """The open file, which only its owner may read. A subclass names its tables and what they
    hold."""

    plan: ClassVar[TablePlan]
    contents: ClassVar[str]
    """What is in the file, as a message names it: "the conversations"."""
    afterwards: ClassVar[str] = ""
    """What must be done when the file was moved away and a new one is made."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if there is none. Raises `LibraryError`."""
        _make_private(path)
        super().__init__(path)

    def _prepare(self) -> None:
        """Prepare the file; nothing is written before it is known to be ours."""
        self._db.execute("BEGIN")  # another process may be making the tables at this moment
        version, found = _stated_version(self._db), _columns(self._db)
        self._db.execute("COMMIT")
        if version > self.plan.version:
            raise LibraryError(
                f"{self.path} has schema {version}; this Mujaz reads {self.plan.version}: use the "
                "Mujaz that wrote it"
            )
        if not self._is_sound(version, found):
            raise self._damaged("a table or a column is missing")
        self._make_durable()
        # What somebody removes is not to be found in the file.
        self._db.execute("PRAGMA secure_delete = ON")
        if version < self.plan.version:
            self._make_tables()

    def _is_sound(self, version: int, found: frozenset[tuple[str, str]]) -> bool:
        """Tell whether the tables are those of the stated version: none at all in a new file, and
        with all of their columns in one of the present version."""
        if version == self.plan.version:
            return found >= _columns_of(self.plan.sql)
        return bool(found) if version else not found

    def _make_tables(self) -> None:
        """Make the tables in a new file, or bring those of an older one to the present version."""
        with self.transaction():
            version = _stated_version(self._db)
            if version == self.plan.version:  # another process was quicker
                return
            later = range(version, self.plan.version)
            steps = [self.plan.steps[at] for at in later] if version else [self.plan.sql]
            for statement in "".join(steps).split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {self.plan.version}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise SQLite's errors as a `LibraryError`."""
        try:
            yield
        except sqlite3.ProgrammingError as error:
            if "closed" in str(error):
                raise LibraryError(f"{self.path} was closed; open the library again") from None
            raise  # a mistake of ours, not of the file
        except sqlite3.InterfaceError:
            raise
        except sqlite3.Error as error:
            raise fault_of(error, self.path, self._damaged) from None

    def _damaged(self, what: str) -> DamagedLibraryError:
        return DamagedLibraryError(
            f"{self.contents} in {self.path} are damaged ({what}); the articles are not. Put a "
            "copy of the file in its place, or move it away with the files beside it whose names "
            f"begin with its name, and a new one is made{self.afterwards}"
        )


def _stated_version(db: sqlite3.Connection) -> int:
    """Return the version that the file states; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


@cache
def _columns_of(sql: str) -> frozenset[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(sql)
        return _columns(db)


def _columns(db: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return the names of tables, each with that of one of its columns."""
    rows = db.execute("SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c")
    return frozenset((str(table), str(column)) for table, column in rows)


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
