"""A database of ours: what the stores ask of SQLite and PostgreSQL alike.

Statements are written once, in the part of SQL that both understand:

- values stand as `?`;
- `ON CONFLICT (…) DO UPDATE` and `DO NOTHING`, never `INSERT OR REPLACE` or `OR IGNORE`;
- `RETURNING number` for the number of a new row;
- `DESC NULLS LAST` where a column may be NULL: NULL is the least in SQLite and the greatest in
  PostgreSQL;
- `LIMIT` with a number of at least 0; all rows are `ALL_ROWS`;
- a list is one value (`as_list`): `id IN {TEXTS}`, `number IN {NUMBERS}`;
- `instr(text, part)`; moments and days are ISO texts, compared letter by letter.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]

ALL_ROWS = 2**62
"""What `LIMIT` is given where all rows are wanted."""

ROWS = "json_each(?)"
"""A table with a column `value`, from a list that is one value (`as_list`)."""

TEXTS = f"(SELECT value FROM {ROWS})"
"""What stands behind `IN` for a list of texts."""

NUMBERS = f"(SELECT CAST(value AS bigint) FROM {ROWS})"
"""What stands behind `IN` for a list of numbers."""

_UNFIT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The tables of a database: `name` tells them from others of the same server, `version` is kept
    with them, `sql` makes them in a new database, and each of `steps` brings those of a version to
    the next one.

    A semicolon stands only at the end of a statement. Types are SQLite's. `hashed` are indexes over
    texts that may be longer than the 2,700 bytes that an index of PostgreSQL takes: there they are
    hash indexes over the last column alone, which only find texts that are equal.
    """

    name: str
    version: int
    sql: str
    steps: Mapping[int, str] = field(default_factory=dict)
    hashed: frozenset[str] = frozenset()


class SqlDatabase(ABC):
    """An open database, safe to share among threads. Every failure of it is a `LibraryError`."""

    @property
    @abstractmethod
    def place(self) -> str:
        """Return where it is, as a message names it, without a password."""

    @property
    @abstractmethod
    def is_shared(self) -> bool:
        """Tell whether other processes may change it meanwhile."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. Closing twice is allowed."""

    @abstractmethod
    def transaction(self, *, exclusive: bool = True) -> AbstractContextManager[None]:
        """Make all that is done inside durable together, or not at all. May be nested.

        An exclusive one begins when no other is open, in whatever process: what it reads first
        still holds when it writes. The other kind waits for nobody, and is for rows that it has
        locked (`claimed`).
        """

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Let all that is read inside be of one moment. May be nested, and inside a transaction."""

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement."""

    @abstractmethod
    def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; return how many rows it changed."""

    @abstractmethod
    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement once for each row of values."""

    @abstractmethod
    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query, or of a statement that returns some."""

    @abstractmethod
    def each(self, sql: str, values: Sequence[Any] = ()) -> AbstractContextManager[Iterator[Row]]:
        """Hand out the rows of a query one after the other, not all in memory at once."""

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, None if there is none."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def insert(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute a statement that returns the number of the row that it has inserted."""
        ((number,),) = self.all(sql, values)
        return int(number)

    @abstractmethod
    def number_after(self, table: str) -> None:
        """Have new rows of a table numbered after those that it has, which were inserted with
        numbers of their own."""

    def claimed(self, sql: str) -> str:
        """Return a query whose rows are this transaction's alone until it ends: others pass them
        over, and get them if this process dies. In a database of one process every row is so."""
        return sql

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Tell whether this process, and in it this block, is the only one at some work until the
        end of the block. Nobody waits: who comes second is told False. Whoever dies is no longer at
        it. In a database of one process, whose threads have locks of their own, all are told True.
        """
        return nullcontext(True)

    def say_present(self, name: str) -> None:
        """Let the other processes of the database know that this one is there, under a name, until
        it ends in whatever way or closes the database. To say it again mends a lost connection."""
        return

    def absent(self, names: Sequence[str]) -> set[str]:
        """Return those of some names under which no process is there; none where that is not known
        yet, because the server of the database was just started. A machine that is gone without a
        farewell may count as present for minutes."""
        return set()


def as_list(values: Iterable[str | int]) -> str:
    """Return a list as one value, which SQL unpacks (`TEXTS`, `NUMBERS`, `ROWS`).

    A text with a NUL or half a pair of surrogates is left out: no row holds such a one.
    """
    some = list(values)
    written = json.dumps(some)
    if "\\u0000" in written or "\\ud" in written:
        fit = [one for one in some if not (isinstance(one, str) and _UNFIT.search(one))]
        return json.dumps(fit)
    return written


def replaced(columns: str, *, but: Sequence[str] = ()) -> str:
    """Return what stands behind `DO UPDATE SET`: some columns get their new values, all `but` those
    that name the row."""
    names = [name for one in columns.split(",") if (name := one.strip()) not in but]
    return ", ".join(f"{name} = excluded.{name}" for name in names)
