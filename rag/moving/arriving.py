"""Brings the rows of a source into the databases of an empty library, and compares what is there
then with what was sent.

Rows come in the order of their keys, some hundred in a transaction, and the catalog says from the
first to the last that they are arriving. So when the process is killed at any moment, as many rows
as a table has are its first ones, and the next run goes on behind them. Until all tables were read
back nobody can open the library.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from typing import Literal

from rag.errors import DamagedLibraryError, LibraryError, LibraryLockedError, UsageError
from rag.moving.library_databases import Databases
from rag.moving.moved_tables import META, TABLES, VECTORS, MovedTable
from rag.moving.row_lines import LineCount, TableSum, line_of
from rag.moving.row_source import RowSource, Step
from rag.store.catalog import PARTS
from rag.store.health import ARRIVING
from rag.store.sql_database import Row, SqlDatabase
from rag.store.sqlite_file import SqliteFile

How = Literal["import", "move"]
"""The command that brings the rows."""

_ROWS_AT_ONCE = 1_000
_BYTES_AT_ONCE = 4_000_000
"""What is written in one transaction: so little that it is nothing in memory, and so much that the
waits for the disk between them are few."""

_ROWS_A_STEP = 1_000

_SET = (
    "INSERT INTO meta (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_OWE_ALL = (
    "INSERT INTO outbox (part, chunk_id, operation) SELECT ?, id, 'add' FROM chunks WHERE 1 = 1"
    " ON CONFLICT (part, chunk_id) DO UPDATE SET operation = excluded.operation"
)


class Arrival:
    """One transfer of rows into a library."""

    def __init__(self, source: RowSource, target: Databases, how: How, step: Step) -> None:
        """`step` is told of each row twice: when it is written, and when it is read back."""
        self._source = source
        self._target = target
        self._names = list(dict.fromkeys(table.database for table in source.tables))
        self._mark = f"{how} {'+'.join(self._names)} {source.identity}"
        self._step = step

    def run(self) -> dict[str, TableSum]:
        """Bring all rows, or those that a former run has not brought; return what each member
        holds. Running it again after it was cut short is how it goes on.

        Raises `UsageError` where the library is not empty, `LibraryLockedError` where another
        process is at it, `LibraryError` where the rows cannot be
        kept, or are others than were sent; then the library is empty again.
        """
        with self._catalog.alone("arriving") as is_alone:
            if not is_alone:
                raise LibraryLockedError(
                    f"another process brings a library to {self._catalog.place}; wait for it"
                )
            return self._run()

    def _run(self) -> dict[str, TableSum]:
        self._begin()
        sums = {table.member: self._bring(table) for table in self._source.tables}
        for table in self._source.tables:
            if table is not VECTORS and self._read_back(table) != sums[table.member]:
                raise self._given_up(table)
        self._finish()
        return sums

    # --- the steps ---

    def _begin(self) -> None:
        """Say in the catalog that rows arrive; those of another transfer are dropped first."""
        with self._catalog.transaction():
            arriving = self._arriving()
            if arriving == self._mark:
                return
            if arriving is None:
                self._refuse_unless_empty()
            else:
                self._clear(arriving.split()[1].split("+"))
            self._catalog.run(META.clear())  # a library that was only opened has it already
            self._catalog.run(_SET, (ARRIVING, self._mark))

    def _bring(self, table: MovedTable) -> TableSum:
        database = self._target[table.database]
        keeps_nul = isinstance(database, SqliteFile)
        there = 0 if table is VECTORS else _count(database, table)
        count, batch = LineCount(), _Batch(table, self._put)
        with self._source.rows(table) as rows:
            for row, line in rows:
                if not keeps_nul and (kept := table.without_nul(row)) is not row:
                    row, line = kept, line_of(table, kept)
                count.add(line)
                if count.rows > there:
                    batch.add(row, len(line))
                self._told(count)
        batch.flush()
        self._step(count.rows % _ROWS_A_STEP)
        return count.sum()

    def _put(self, table: MovedTable, rows: list[Row]) -> None:
        database = self._target[table.database]
        # A vector that was paid for twice is the same one.
        ending = " ON CONFLICT DO NOTHING" if table is VECTORS else ""
        try:
            with database.transaction():
                database.run_many(table.insert() + ending, rows)
        except DamagedLibraryError:  # a key that is there already, or of a row that is not
            raise self._given_up(table) from None

    def _read_back(self, table: MovedTable) -> TableSum:
        count = LineCount()
        with self._target[table.database].each(table.read()) as rows:
            for row in rows:
                count.add(line_of(table, row))
                self._told(count)
        self._step(count.rows % _ROWS_A_STEP)
        return count.sum()

    def _finish(self) -> None:
        """Have the library make its words and vectors, and let it be opened."""
        for table in self._source.tables:
            if table.columns[0].name == "number":
                self._target[table.database].number_after(table.name)
        with self._catalog.transaction():
            for part in PARTS:
                self._catalog.run(_OWE_ALL, (part,))
            self._catalog.run(_SET, ("revision", uuid.uuid4().hex))
            self._catalog.run("DELETE FROM meta WHERE key = ?", (ARRIVING,))

    # --- parts ---

    @property
    def _catalog(self) -> SqlDatabase:
        return self._target["catalog"]

    def _arriving(self) -> str | None:
        row = self._catalog.one("SELECT value FROM meta WHERE key = ?", (ARRIVING,))
        return None if row is None else str(row[0])

    def _refuse_unless_empty(self) -> None:
        for table in self._kept_tables(self._names):
            if rows := _count(self._target[table.database], table):
                raise UsageError(
                    f"the library in {self._catalog.place} is not empty ({rows:,} rows in "
                    f"{table.name}); choose an empty or a new one"
                )

    def _kept_tables(self, names: Collection[str]) -> list[MovedTable]:
        """Return the tables of some databases that are empty in an empty library."""
        return [
            table for table in TABLES if table.database in names and table not in (META, VECTORS)
        ]

    def _clear(self, names: Collection[str]) -> None:
        """Delete all rows of some databases, as far as they are brought."""
        for table in reversed(self._kept_tables(names)):
            self._target[table.database].run(table.clear())

    def _given_up(self, table: MovedTable) -> LibraryError:
        """Empty the library and return the error."""
        with self._catalog.transaction():
            self._clear(self._names)
            self._catalog.run("DELETE FROM meta WHERE key = ?", (ARRIVING,))
        return LibraryError(
            f"{table.name} of {self._source.name} did not arrive as it was sent: it was changed "
            "meanwhile, or its rows do not belong together. Nothing of it was kept; end the "
            "servers of both libraries and try again"
        )

    def _told(self, count: LineCount) -> None:
        if count.rows % _ROWS_A_STEP == 0:
            self._step(_ROWS_A_STEP)


class _Batch:
    """Rows that wait to be written together."""

    def __init__(self, table: MovedTable, put: Callable[[MovedTable, list[Row]], None]) -> None:
        self._table = table
        self._put = put
        self._rows: list[Row] = []
        self._bytes = 0

    def add(self, row: Row, size: int) -> None:
        """Add a row, and write all if they are many."""
        self._rows.append(row)
        self._bytes += size
        if len(self._rows) >= _ROWS_AT_ONCE or self._bytes >= _BYTES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            rows, self._rows, self._bytes = self._rows, [], 0
            self._put(self._table, rows)


def _count(database: SqlDatabase, table: MovedTable) -> int:
    ((rows,),) = database.all(table.count())
    return int(rows)
