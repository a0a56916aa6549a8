"""What rows are moved from: an open library, or a file of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from rag.moving.moved_tables import MovedTable
from rag.store.sql_database import Row

Placed = tuple[Row, bytes]
"""A row and its line."""

Step = Callable[[int], None]
"""Told how many more rows are done."""


class RowSource(Protocol):
    """Tables whose rows can be read, each in its order, again and again."""

    @property
    def name(self) -> str:
        """Return what it is, as a message names it."""
        ...

    @property
    def identity(self) -> str:
        """Return what tells its present content from any other, as far as that is known without
        reading it."""
        ...

    @property
    def tables(self) -> Sequence[MovedTable]:
        """Return the tables that it has, in the order of `moved_tables.TABLES`."""
        ...

    def count(self, table: MovedTable) -> int:
        """Return how many rows a table has."""
        ...

    def rows(self, table: MovedTable) -> AbstractContextManager[Iterator[Placed]]:
        """Hand out the rows of a table one after the other."""
        ...
