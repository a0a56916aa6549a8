"""The tables of a catalog in a PostgreSQL database, which many processes share."""

from __future__ import annotations

from collections.abc import Iterator

from rag.errors import DamagedLibraryError
from rag.store.catalog import checking, schema
from rag.store.catalog.database import Database
from rag.store.postgres_connections import PostgresConnections
from rag.store.postgres_database import PostgresDatabase
from rag.store.sql_database import Row

_WAY_OUT = (
    "restore the database from a dump, or choose an empty one with MUJAZ_DATABASE_URL and index "
    "the sources again"
)


class CatalogTables(PostgresDatabase, Database):
    """The catalog on a server. Its pages, and copies of them, are the server's own business."""

    def __init__(self, server: str | PostgresConnections) -> None:
        """Make the tables; see `PostgresDatabase`."""
        super().__init__(server, schema.PLAN)

    @property
    def server(self) -> str | None:
        """Return which server it is on."""
        return self.place

    def damaged(self, what: str) -> DamagedLibraryError:
        """Return the error for rows that are not what was written there."""
        return DamagedLibraryError(f"the catalog in {self.place} is damaged ({what}); {_WAY_OUT}")

    def lost(self, what: str) -> DamagedLibraryError:
        """Return the error for a catalog that has lost its articles."""
        return DamagedLibraryError(
            f"the catalog in {self.place} {what}, but the indexes in the library's folder are not "
            f"empty. Nothing was changed. If it has had articles, {_WAY_OUT}; if it is new, choose "
            "an empty folder with MUJAZ_HOME, or bring the library of this one there: mujaz move"
        )

    def damage(self) -> str | None:
        """Say what is not what was written there, after reading all rows."""
        with self.reading():
            return checking.damage_of_rows(self._rows)

    def _rows(self, sql: str) -> Iterator[Row]:
        with self.each(sql) as rows:
            yield from rows

    def back_up(self) -> bool:
        """Do nothing: `pg_dump`, or the server's own archive, keeps copies."""
        return False
