"""The database file of what readers keep; every error of it is ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from rag.conversations.kept_tables import (
    SCHEMA_VERSION,
    are_sound,
    prepare_tables,
    stated_version,
)
from rag.errors import DamagedLibraryError, LibraryError
from rag.store.sqlite_file import SqliteFile, fault_of


class KeptFile(SqliteFile):
    """The open file."""

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
        self._make_durable()
        # What a reader removes is not to be found in the file.
        self._db.execute("PRAGMA secure_delete = ON")
        prepare_tables(self._db)

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
            f"the conversations in {self.path} are damaged ({what}); the articles are not. Put a "
            "copy of the file in its place, or move it away with the files beside it whose names "
            "begin with its name, and a new one is made"
        )
