"""One SQLite connection to a catalog, shared among threads; every error of it is ours."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import LibraryError
from rag.store.catalog import schema
from rag.store.catalog.faults import damaged, translated

_SQL_VARIABLES = 900  # SQLite's smallest compiled-in limit is 999

Row = Sequence[Any]
R = TypeVar("R")
T = TypeVar("T", str, int)


def portions(values: Sequence[T]) -> Iterator[tuple[Sequence[T], str]]:
    """Cut a long list to what one SQL statement takes, each with its question marks."""
    for start in range(0, len(values), _SQL_VARIABLES):
        some = values[start : start + _SQL_VARIABLES]
        yield some, ", ".join("?" * len(some))


class Database:
    """An open catalog file with the tables that it must have."""

    def __init__(self, path: Path) -> None:
        """Open the file, making the tables in one that is new. Raises `LibraryError`."""
        self.path = path
        self._lock = threading.RLock()
        with translated(path):
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        """Prepare the file.

        Nothing is written before the file is known to be ours: a missing table, say, must
        not be made anew and look like an empty library.
        """
        blank = schema.is_blank(self._db)
        if not blank:
            self._examine()
        self._db.execute("PRAGMA journal_mode = WAL")
        # An acknowledged article survives a power cut too; commits are a batch each.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        if blank:
            schema.create_tables(self._db)
        else:
            schema.migrate(self._db)

    def _examine(self) -> None:
        version = schema.version(self._db)
        if version not in (None, *schema.READABLE):
            raise LibraryError(
                f"{self.path} has schema {version!r}; this Mujaz reads "
                f"{schema.SCHEMA_VERSION!r}: use the Mujaz that wrote it"
            )
        if (what := schema.missing(self._db)) is not None:
            raise damaged(self.path, what)

    def close(self) -> None:
        with self._lock, translated(self.path):
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is done inside durable together, or not at all. May be nested."""
        with self._lock, translated(self.path):
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
        with self._lock, translated(self.path):
            yield self._db

    def run(self, sql: str, values: Sequence[Any] = ()) -> int | None:
        """Execute one statement; hand back the number of the row that it inserted, if any."""
        with self._lock, translated(self.path):
            return self._db.execute(sql, tuple(values)).lastrowid

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement once for each row of values."""
        with self._lock, translated(self.path):
            self._db.executemany(sql, rows)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, translated(self.path):
            return self._db.execute(sql, tuple(values)).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, None if there is none."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def count(self, sql: str) -> int:
        """Return the one number that a query asks for."""
        return int(self.all(sql)[0][0])

    def records(self, make: Callable[[Row], R], sql: str, values: Sequence[Any] = ()) -> list[R]:
        """Return all rows as records. A row that `make` refuses is damage to the file."""
        rows = self.all(sql, values)
        try:
            return [make(row) for row in rows]
        except (TypeError, ValueError):
            raise damaged(self.path, "a row holds what was never written there") from None

    def by_portions(
        self, sql: str, keys: Sequence[str], values: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query that names many keys, where its text says `{keys}`; the
        other values come after them."""
        for some, marks in portions(keys):
            yield from self.all(sql.replace("{keys}", marks), (*some, *values))
