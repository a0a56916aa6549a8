"""The sessions of people who signed in on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rag.errors import UsageError
from rag.people import tuning
from rag.people.people_rows import moment_text
from rag.people.person_names import fold_name
from rag.people.secret_digests import digest_of, new_secret
from rag.people.use_moments import note_use
from rag.records import Person
from rag.store.sql_database import ALL_ROWS, SqlDatabase
from rag.text.display import line


class SignIns:
    """The sessions in the database of people."""

    def __init__(self, file: SqlDatabase, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    def begin(self, name: str) -> str:
        """Begin a session; see `PeopleStore.begin_session`."""
        secret, now = new_secret(), self._clock()
        self._forget_ended(now)
        with self._file.transaction(exclusive=False):
            row = self._file.one("SELECT number FROM people WHERE folded = ?", (fold_name(name),))
            if row is None:
                raise UsageError(f"nobody is called {line(name)!r}; see: mujaz user list")
            self._file.run(
                "INSERT INTO sessions (person, digest, begun_at, used_at) VALUES (?, ?, ?, ?)",
                (row[0], digest_of(secret), moment_text(now), moment_text(now)),
            )
            self._file.run(
                "DELETE FROM sessions WHERE number IN (SELECT number FROM sessions WHERE "
                "person = ? ORDER BY used_at DESC, number DESC LIMIT ? OFFSET ?)",
                (row[0], ALL_ROWS, tuning.MOST_SESSIONS),
            )
        return secret

    def person(self, secret: str) -> Person | None:
        """Return whose a session is; see `PeopleStore.by_session`."""
        now = self._clock()
        row = self._file.one(
            "SELECT s.number, s.used_at, p.name, p.permission FROM sessions s JOIN people p ON "
            "p.number = s.person WHERE s.digest = ? AND s.begun_at > ? AND s.used_at > ?",
            (digest_of(secret), *_oldest(now)),
        )
        if row is None:
            return None
        number, used_at, name, permission = row
        note_use(self._file, "sessions", number, used_at, now)
        return Person(name, permission)

    def end(self, secret: str) -> None:
        """End a session; one that is over already is no fault."""
        self._file.run("DELETE FROM sessions WHERE digest = ?", (digest_of(secret),))

    def _forget_ended(self, now: datetime) -> None:
        self._file.run("DELETE FROM sessions WHERE begun_at <= ? OR used_at <= ?", _oldest(now))


def _oldest(now: datetime) -> tuple[str, str]:
    """Return since when a session must have begun, and been used, to go on."""
    return moment_text(now - tuning.SESSION_LASTS), moment_text(now - tuning.SESSION_UNUSED)
