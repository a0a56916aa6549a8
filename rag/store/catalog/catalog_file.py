"""The SQLite file of a catalog; every error of it is ours."""

from __future__ import annotations

from contextlib import AbstractContextManager

from rag.errors import DamagedLibraryError, LibraryError
from rag.store.catalog import backup, checking, schema
from rag.store.catalog.database import Database
from rag.store.catalog.faults import damaged, lost, translated
from rag.store.sqlite_file import SqliteFile


class CatalogFile(SqliteFile, Database):
    """An open catalog file with the tables that it must have."""

    def _prepare(self) -> None:
        """Prepare the file.

        Nothing is written before the file is known to be ours: a missing table, say, must
        not be made anew and look like an empty library.
        """
        blank = schema.is_blank(self._db)
        if not blank:
            self._examine()
        self._make_durable()
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

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.path)

    @property
    def server(self) -> str | None:
        """Return None: it is a file."""
        return None

    def damaged(self, what: str) -> DamagedLibraryError:
        """Return the error for a file that does not hold what was written there."""
        return damaged(self.path, what)

    def lost(self, what: str) -> DamagedLibraryError:
        """Return the error for a file that has lost its articles."""
        return lost(self.path, what)

    def damage(self) -> str | None:
        """Say what in the file is damaged, after reading all of it."""
        with self.held() as connection:
            return checking.damage(connection, texts=True)

    def back_up(self) -> bool:
        """Keep a copy unless the newest one holds the same (`rag.store.catalog.backup`)."""
        return backup.back_up(self)
