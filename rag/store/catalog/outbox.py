"""What the indexes owe to the catalog: the table `outbox`."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from rag.store.catalog.database import Database
from rag.store.catalog.rows import PARTS, Operation, Part
from rag.store.sql_database import ROWS, TEXTS, as_list

MOVING = "moving"
"""The key that says: the vectors that are owed are those of another embedder than before."""


class Outbox:
    """The part of a catalog that notes which chunks the indexes have still to add or delete."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._changed: set[str] = set()
        self._noting = threading.Lock()

    def transaction(self) -> AbstractContextManager[None]:
        """Make all that is done inside durable together, or not at all. May be nested.

        No other process changes the articles meanwhile.
        """
        return self._db.transaction()

    @property
    def server(self) -> str | None:
        """Return where the catalog is, if it is on a server, without a password."""
        return self._db.server

    @property
    def is_shared(self) -> bool:
        """Tell whether other processes may change the library meanwhile."""
        return self._db.is_shared

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Tell whether nobody else is at some work; see `SqlDatabase.alone`."""
        return self._db.alone(work)

    @contextmanager
    def claim(
        self,
        part: Part,
        operation: Operation,
        limit: int,
        *,
        among: Collection[str] | None = None,
    ) -> Iterator[list[str]]:
        """Hand out up to `limit` ids of chunks that a part has still to add, or to delete, which no
        other process is given until the block ends; of `among` alone where processes share the
        library.

        Whoever has done the work settles it inside the block (`settle`), and nothing else is
        changed there. What is not settled is owed as before, also where this process dies. Vectors
        wait for the words of the same chunk, which may be in one row with them.
        """
        if not self._db.is_shared:  # its one process has locks; questions need not wait for it
            yield self.owed(part, operation, limit)
            return
        after_words = (
            " AND NOT EXISTS (SELECT 1 FROM outbox w"
            " WHERE w.part = 'words' AND w.chunk_id = o.chunk_id)"
        )
        chosen = [] if among is None else [as_list(list(among))]
        query = self._db.claimed(
            "SELECT o.chunk_id FROM outbox o WHERE o.part = ? AND o.operation = ?"
            f"{after_words if part == 'vectors' else ''}"
            f"{f' AND o.chunk_id IN {TEXTS}' if chosen else ''} LIMIT ?"
        )
        with self._db.transaction(exclusive=False):
            yield [row[0] for row in self._db.all(query, (part, operation, *chosen, limit))]

    def owe(
        self,
        *,
        add: Iterable[str] = (),
        delete: Iterable[str] = (),
        parts: Sequence[Part] = PARTS,
    ) -> None:
        """Note chunks that some parts of the index must add or delete."""
        with self.transaction():
            self._owe("delete", delete, parts)
            self._owe("add", add, parts)

    def _owe_changed(self, operation: Operation, chunk_ids: Iterable[str]) -> None:
        """Note what the indexes owe for an article that changes now; `take_changed` tells of it."""
        ids = list(chunk_ids)
        self._owe(operation, ids)
        if self._db.is_shared:
            with self._noting:
                self._changed.update(ids)

    def take_changed(self) -> set[str]:
        """Return the chunks of the articles that were changed by this catalog since the last call,
        where processes share the library: what others have left to do is not among them."""
        with self._noting:
            changed, self._changed = self._changed, set()
        return changed

    def _owe(
        self, operation: Operation, chunk_ids: Iterable[str], parts: Sequence[Part] = PARTS
    ) -> None:
        ids = list(dict.fromkeys(chunk_ids))
        for part in parts if ids else ():
            self._db.run(
                f"INSERT INTO outbox SELECT ?, value, ? FROM {ROWS} WHERE true"
                " ON CONFLICT (part, chunk_id) DO UPDATE SET operation = excluded.operation",
                (part, operation, as_list(ids)),
            )

    def owed(self, part: Part, operation: Operation, limit: int) -> list[str]:
        """Return up to `limit` ids of chunks that a part has still to add, or to delete."""
        rows = self._db.all(
            "SELECT chunk_id FROM outbox WHERE part = ? AND operation = ? LIMIT ?",
            (part, operation, limit),
        )
        return [row[0] for row in rows]

    def owed_ids(self, part: Part, chunk_ids: Sequence[str]) -> set[str]:
        """Return those of `chunk_ids` that a part has still to add."""
        rows = self._db.all(
            f"SELECT chunk_id FROM outbox WHERE chunk_id IN {TEXTS} AND part = ?"
            " AND operation = 'add'",
            (as_list(chunk_ids), part),
        )
        return {row[0] for row in rows}

    def owed_count(self) -> int:
        """Return how many additions and deletions the parts owe, all counted."""
        return self._db.count("SELECT count(*) FROM outbox")

    def words_owed(self) -> int:
        """Return how many chunks words do not find yet."""
        return self._db.count(
            "SELECT count(*) FROM outbox WHERE part = 'words' AND operation = 'add'"
        )

    def vectors_owed(self) -> int:
        """Return how many chunks have still to get their vector."""
        return self._db.count(
            "SELECT count(*) FROM outbox WHERE part = 'vectors' AND operation = 'add'"
        )

    def owes_vectors(self) -> bool:
        """Tell whether any chunk has still to get its vector."""
        row = self._db.one(
            "SELECT 1 FROM outbox WHERE part = 'vectors' AND operation = 'add' LIMIT 1"
        )
        return row is not None

    def vectors_made(self) -> tuple[int, int]:
        """Return how many chunks have their vector, and how many chunks there are."""
        ((wanted, owed),) = self._db.all(
            "SELECT (SELECT count(*) FROM chunks), (SELECT count(*) FROM outbox"
            " WHERE part = 'vectors' AND operation = 'add')"
        )
        return wanted - owed, wanted

    def settle(self, part: Part, operation: Operation, chunk_ids: Sequence[str]) -> None:
        """Strike chunks out of the outbox: a part has done with them what it owed.

        A chunk of which it owes the opposite by now stays. With the last vector the library has
        moved to its embedder.
        """
        with self.transaction():
            self._db.run(
                f"DELETE FROM outbox WHERE chunk_id IN {TEXTS} AND part = ? AND operation = ?",
                (as_list(chunk_ids), part, operation),
            )
            if part == "vectors":
                self._db.run(
                    "DELETE FROM meta WHERE key = ? AND NOT EXISTS (SELECT 1 FROM outbox"
                    " WHERE part = 'vectors' AND operation = 'add')",
                    (MOVING,),
                )
