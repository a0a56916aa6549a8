"""The SQLite file of a catalog; every error of it is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from rag.errors import LibraryError
from rag.store.catalog import schema
from rag.store.catalog.faults import damaged, translated
from rag.store.sqlite_file import SqliteFile

_SQL_VARIABLES = 900  # SQLite's smallest compiled-in limit is 999

Row = Sequence[Any]
R = TypeVar("R")
T = TypeVar("T", str, int)


def portions(values: Sequence[T]) -> Iterator[tuple[Sequence[T], str]]:
    """Cut a long list to what one SQL statement takes, each with its question marks."""
    for start in range(0, len(values), _SQL_VARIABLES):
        some = values[start : start + _SQL_VARIABLES]
        yield some, ", ".join("?" * len(some))


class Database(SqliteFile):
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
