"""One SQLite file of ours, and one connection to it, which threads share."""

from __future__ import annotations

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from rag.disk import disk_fault
from rag.errors import DamagedLibraryError, LibraryError, LibraryLockedError
from rag.store.sql_database import Row, SqlDatabase

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_FAILING = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT}


class SqliteFile(SqlDatabase, ABC):
    """An open file. A subclass prepares its tables, and says what an error of SQLite means."""

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

    @property
    def place(self) -> str:
        """Return the path."""
        return str(self.path)

    @property
    def is_shared(self) -> bool:
        """Tell that one process has it at a time."""
        return False

    @abstractmethod
    def _prepare(self) -> None:
        """Prepare the file; nothing may be written before it is known to be ours."""

    @abstractmethod
    def _translated(self) -> AbstractContextManager[None]:
        """Raise SQLite's errors as a `LibraryError`."""

    def _make_durable(self) -> None:
        """Let what is acknowledged survive a power cut."""
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        with self._lock, self._translated():
            self._db.close()

    @contextmanager
    def transaction(self, *, exclusive: bool = True) -> Iterator[None]:
        """Make all that is done inside durable together, or not at all. May be nested.

        There is no other kind than the exclusive one.
        """
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

    @contextmanager
    def held(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection itself; no other thread uses it meanwhile."""
        with self._lock, self._translated():
            yield self._db

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let all that is read inside be of one moment: no other thread has the connection."""
        with self._lock, self._translated():
            yield

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement."""
        with self._lock, self._translated():
            self._db.execute(sql, tuple(values))

    def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; return how many rows it changed."""
        with self._lock, self._translated():
            return self._db.execute(sql, tuple(values)).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement once for each row of values."""
        with self._lock, self._translated():
            self._db.executemany(sql, rows)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query, or of a statement that returns some."""
        with self._lock, self._translated():
            return self._db.execute(sql, tuple(values)).fetchall()

    @contextmanager
    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Iterator[Row]]:
        """Hand out the rows of a query one after the other; no other thread has the connection."""
        with self._lock, self._translated():
            yield self._db.execute(sql, tuple(values))

    def number_after(self, table: str) -> None:
        """Do nothing: SQLite numbers a new row after the highest number that there is."""


def fault_of(
    error: sqlite3.Error, path: Path, damaged: Callable[[str], DamagedLibraryError]
) -> LibraryError:
    """Return what an error of SQLite about the file at `path` means, with the way out.

    `damaged` makes the error for a file that does not hold what was written there. The text of
    `error` is left out: it can hold text of an article or a question.
    """
    if (fault := disk_fault(error, path.parent)) is not None:
        return fault
    # Without a code it was Python that could not read a value as UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    name = getattr(error, "sqlite_errorname", "text that is not UTF-8")
    if code in _BUSY:
        return LibraryLockedError(
            f"another program has {path} open and holds it; close that (a database browser, a "
            "copying program) and try again"
        )
    if path.is_dir():
        return damaged("a folder stands in its place")
    if code == sqlite3.SQLITE_CANTOPEN:
        return LibraryError(
            f"{path} cannot be opened as a file; see what stands there and who may read it, or "
            "choose another folder with MUJAZ_HOME"
        )
    if code in _FAILING:
        return LibraryError(
            f"{path} could not be read or written ({name}); see that the disk is sound, then: "
            "mujaz doctor"
        )
    return damaged(name)
