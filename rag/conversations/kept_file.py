"""The database file of what readers keep; every error of it is ours."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.conversations.kept_tables import (
    SCHEMA_VERSION,
    are_sound,
    prepare_tables,
    stated_version,
)
from rag.disk import disk_fault
from rag.errors import DamagedLibraryError, LibraryError, LibraryLockedError

Row = tuple[Any, ...]

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_FAILING = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT}


class KeptFile:
    """One connection to the file, shared among threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if there is none. Raises `LibraryError`."""
        self.path = path
        self._lock = threading.RLock()
        with self._translated():
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        """Prepare the file; nothing is written before it is known to be ours."""
        version = stated_version(self._db)
        if version > SCHEMA_VERSION:
            raise LibraryError(
                f"{self.path} has schema {version}; this Mujaz reads {SCHEMA_VERSION}: use the "
                "Mujaz that wrote it"
            )
        if not are_sound(self._db):
            raise self._damaged("a table or a column is missing")
        self._db.execute("PRAGMA journal_mode = WAL")
        # What a reader was told is kept survives a power cut too.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        # What a reader removes is not to be found in the file.
        self._db.execute("PRAGMA secure_delete = ON")
        prepare_tables(self._db)

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        with self._lock, self._translated():
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is done inside durable together, or not at all. May be nested."""
        with self._lock, self._translated():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # on a full disk SQLite has rolled back by itself
                    self._db.execute("ROLLBACK")
                raise

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement; return how many rows it changed."""
        with self._lock, self._translated():
            return self._db.execute(sql, values).rowcount

    def all(self, sql: str, *values: Any) -> Sequence[Row]:
        """Return all rows of a query."""
        with self._lock, self._translated():
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, None if there is none."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

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
            raise self._fault(error) from None

    def _fault(self, error: sqlite3.Error) -> LibraryError:
        """Return what the error means. Its own text is left out: it can hold what was asked."""
        if (fault := disk_fault(error, self.path.parent)) is not None:
            return fault
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        name = getattr(error, "sqlite_errorname", "text that is not UTF-8")
        if code in _BUSY:
            return LibraryLockedError(
                f"another program has {self.path} open and holds it; close that (a database "
                "browser, a copying program) and try again"
            )
        if self.path.is_dir():
            return self._damaged("a folder stands in its place")
        if code == sqlite3.SQLITE_CANTOPEN:
            return LibraryError(
                f"{self.path} cannot be opened as a file; see what stands there and who may read it"
            )
        if code in _FAILING:
            return LibraryError(
                f"{self.path} could not be read or written ({name}); see that the disk is sound"
            )
        return self._damaged(name)

    def _damaged(self, what: str) -> DamagedLibraryError:
        return DamagedLibraryError(
            f"the conversations in {self.path} are damaged ({what}); the articles are not. Put a "
            "copy of the file in its place, or move it away with the files beside it whose names "
            "begin with its name, and a new one is made"
        )
