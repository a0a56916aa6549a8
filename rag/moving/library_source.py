"""An open library as a source of rows, all of one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from rag.errors import DamagedLibraryError, LibraryError
from rag.moving.library_databases import Databases
from rag.moving.moved_tables import TABLES, DatabaseName, MovedTable
from rag.moving.row_lines import line_of
from rag.moving.row_source import Placed
from rag.store.health import ARRIVING, refuse_unfinished
from rag.store.sql_database import Row, SqlDatabase
from rag.store.sqlite_file import SqliteFile

_META = "SELECT value FROM meta WHERE key = ?"


class LibrarySource:
    """The tables of an open library. Use it in a `with` block of `library_source`."""

    def __init__(self, databases: Databases, names: Sequence[DatabaseName]) -> None:
        self._databases = databases
        self._names = [name for name in names if name in databases]

    @property
    def name(self) -> str:
        """Return where the library is."""
        return self._databases["catalog"].place

    @property
    def library(self) -> str:
        """Return the id of the library; empty for one that was never opened."""
        return self._meta("library")

    @property
    def identity(self) -> str:
        """Return the id of the library and that of the present state of its articles."""
        return f"{self.library} {self._meta('revision')} {' '.join(self._names)}"

    @property
    def tables(self) -> Sequence[MovedTable]:
        """Return the tables of the databases that are moved."""
        return [table for table in TABLES if table.database in self._names]

    def count(self, table: MovedTable) -> int:
        """Return how many rows a table has."""
        ((rows,),) = self._databases[table.database].all(table.count())
        return int(rows)

    @contextmanager
    def rows(self, table: MovedTable) -> Iterator[Iterator[Placed]]:
        """Hand out the rows of a table, each checked. Raises `DamagedLibraryError`."""
        with self._databases[table.database].each(table.read()) as rows:
            yield (self._placed(table, row) for row in rows)

    def _placed(self, table: MovedTable, row: Row) -> Placed:
        try:
            return table.checked(row), line_of(table, row)
        except (TypeError, ValueError):
            raise DamagedLibraryError(
                f"the table {table.name} in {self._databases[table.database].place} holds what was "
                "never written there; see: mujaz doctor"
            ) from None

    def _meta(self, key: str) -> str:
        row = self._databases["catalog"].one(_META, (key,))
        return "" if row is None else str(row[0])


@contextmanager
def library_source(databases: Databases, names: Sequence[DatabaseName]) -> Iterator[LibrarySource]:
    """Lend the named databases of a library as they are at this moment, for as long as the block
    lasts. Raises `LibraryError` for a library that is not whole itself."""
    source = LibrarySource(databases, names)
    with ExitStack() as stack:
        for database in databases.values():
            stack.enter_context(_one_moment(database))
        row = databases["catalog"].one(_META, (ARRIVING,))
        refuse_unfinished(None if row is None else str(row[0]))
        if not (isinstance(databases["catalog"], SqliteFile) or source.library):
            raise LibraryError(f"there is no library in {source.name}; see MUJAZ_DATABASE_URL")
        yield source


@contextmanager
def _one_moment(database: SqlDatabase) -> Iterator[None]:
    """Let all that is read inside be of one moment, whoever writes meanwhile.

    `reading` keeps other threads of this process out of an SQLite file; what another process writes
    stays out of a transaction, which begins with what is first read in it.
    """
    if not isinstance(database, SqliteFile):
        with database.reading():
            yield
        return
    with database.held() as connection:
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            yield
        finally:
            connection.execute("ROLLBACK")
