"""The log of who changed what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from rag.people import tuning
from rag.people.people_rows import ENTRY, entry_of, moment_text
from rag.records import AuditEntry
from rag.store.sql_database import SqlDatabase
from rag.text.display import line, whole

_TICK = timedelta(microseconds=1)
_FUTURE = "9999"  # later than any moment

REFUSED = "session.refused"
"""What a sign-in is called that was refused."""


class AuditLog:
    """The entries in the database of people; of them the newest `tuning.MOST_ENTRIES` are kept, and
    of refused sign-ins the newest `tuning.MOST_REFUSED`."""

    def __init__(self, file: SqlDatabase, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    def note(self, person: str, action: str, subject: str) -> None:
        """Add an entry; see `PeopleStore.note`."""
        at = self._clock()
        texts = (
            _cut(person, tuning.MOST_NAME),
            _cut(action, tuning.LONGEST_ACTION),
            _cut(subject, tuning.LONGEST_SUBJECT),
        )
        added = self._added(at, texts)
        while added is None:
            at += _TICK  # another entry is of this moment
            added = self._added(at, texts)
        self._forget_oldest(action, added)

    def _added(self, at: datetime, texts: tuple[str, str, str]) -> int | None:
        """Add an entry and return its number; None if there is one of that moment."""
        row = self._file.one(
            "INSERT INTO audit (at, person, action, subject) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (at) DO NOTHING RETURNING number",
            (moment_text(at), *texts),
        )
        return None if row is None else int(row[0])

    def _forget_oldest(self, action: str, newest: int) -> None:
        """Delete the entries of its kind that are too many, now and then: it reads all of them."""
        most = tuning.MOST_REFUSED if action == REFUSED else tuning.MOST_ENTRIES
        if newest % (most // 1_000 + 1) == 0:
            kind = f"action = '{REFUSED}'" if action == REFUSED else f"action <> '{REFUSED}'"
            self._file.run(
                f"DELETE FROM audit WHERE {kind} AND number <= (SELECT number FROM audit "
                f"WHERE {kind} ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (most,),
            )

    def entries(self, *, limit: int, before: datetime | None) -> tuple[AuditEntry, ...]:
        """Return the entries; see `PeopleStore.audit`."""
        rows = self._file.all(
            f"SELECT {ENTRY} FROM audit WHERE at < ? ORDER BY at DESC LIMIT ?",
            (_FUTURE if before is None else moment_text(before), max(0, limit)),
        )
        return tuple(map(entry_of, rows))


def _cut(text: str, most: int) -> str:
    """Return a text on one line, without characters that control or reorder, and not too long."""
    shown = line(whole(text[: 4 * most]))
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
