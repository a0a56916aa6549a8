"""The database of a catalog, whichever engine keeps it; every error of it is ours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rag.errors import DamagedLibraryError
from rag.store.sql_database import SqlDatabase

Row = Sequence[Any]
R = TypeVar("R")


class Database(SqlDatabase, ABC):
    """An open database with the tables of a catalog."""

    @abstractmethod
    def damaged(self, what: str) -> DamagedLibraryError:
        """Return the error for rows or tables that are not what was written there."""

    @abstractmethod
    def lost(self, what: str) -> DamagedLibraryError:
        """Return the error for a catalog without articles where something tells that it had
        some."""

    @abstractmethod
    def damage(self) -> str | None:
        """Say what is not what was written there, after reading all of it; None if nothing is
        found."""

    @property
    @abstractmethod
    def server(self) -> str | None:
        """Return which server it is on, None for a file."""

    @abstractmethod
    def back_up(self) -> bool:
        """Keep a copy if one is owed; return whether one was made."""

    def count(self, sql: str) -> int:
        """Return the one number that a query asks for."""
        return int(self.all(sql)[0][0])

    def records(self, make: Callable[[Row], R], sql: str, values: Sequence[Any] = ()) -> list[R]:
        """Return all rows as records. A row that `make` refuses is damage to the catalog."""
        rows = self.all(sql, values)
        try:
            return [make(row) for row in rows]
        except (TypeError, ValueError):
            raise self.damaged("a row holds what was never written there") from None
