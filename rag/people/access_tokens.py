"""The tokens with which programs ask in the name of a person."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from rag.errors import UsageError
from rag.people import tuning
from rag.people.people_rows import TOKEN, checked_permission, lesser, moment_text, token_of
from rag.people.person_names import fold_name
from rag.people.secret_digests import TOKEN_PREFIX, digest_of, new_secret
from rag.people.use_moments import note_use
from rag.records import Permission, Person, TokenSummary
from rag.store.sql_database import SqlDatabase
from rag.text.display import line, whole

_ID_BYTES = 6  # enough for one of a few hundred to be named; it opens nothing
_JOINED = "tokens t JOIN people p ON p.number = t.person"


class AccessTokens:
    """The tokens in the database of people."""

    def __init__(self, file: SqlDatabase, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    def new(self, name: str, label: str, permission: Permission | None) -> str:
        """Make a token; see `PeopleStore.new_token`."""
        secret = new_secret(TOKEN_PREFIX)
        with self._file.transaction():
            row = self._file.one(
                "SELECT p.number, p.name, p.permission, (SELECT count(*) FROM tokens t WHERE "
                "t.person = p.number) FROM people p WHERE p.folded = ?",
                (fold_name(name),),
            )
            if row is None:
                raise UsageError(f"nobody is called {line(name)!r}; see: mujaz user list")
            number, known, most, count = row
            if count >= tuning.MOST_TOKENS:
                raise UsageError(
                    f"{known!r} has {count} tokens, which is the most; revoke one that is not used"
                )
            self._file.run(
                "INSERT INTO tokens (id, person, label, permission, digest, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    secrets.token_hex(_ID_BYTES),
                    number,
                    line(whole(label))[: tuning.LONGEST_LABEL],
                    _allowed(permission, known, most),
                    digest_of(secret),
                    moment_text(self._clock()),
                ),
            )
        return secret

    def all(self, name: str | None) -> tuple[TokenSummary, ...]:
        """Return the tokens of a person or (None) of all."""
        whose = "" if name is None else "WHERE p.folded = ? "
        rows = self._file.all(
            f"SELECT {TOKEN} FROM {_JOINED} {whose}ORDER BY p.folded, t.number",
            () if name is None else (fold_name(name),),
        )
        return tuple(map(token_of, rows))

    def revoke(self, token_id: str) -> bool:
        """Delete a token; see `PeopleStore.revoke`."""
        return self._file.change("DELETE FROM tokens WHERE id = ?", (whole(token_id),)) > 0

    def person(self, secret: str) -> Person | None:
        """Return whose a token is; see `PeopleStore.by_token`."""
        if not secret.startswith(TOKEN_PREFIX):
            return None
        row = self._file.one(
            "SELECT t.number, t.used_at, p.name, t.permission, p.permission "
            f"FROM {_JOINED} WHERE t.digest = ?",
            (digest_of(secret),),
        )
        if row is None:
            return None
        number, used_at, name, permission, most = row
        note_use(self._file, "tokens", number, used_at, self._clock())
        return Person(name, lesser(permission, most))


def _allowed(asked: Permission | None, name: str, most: Permission) -> Permission:
    """Return what a new token allows. Raises `UsageError` for more than the person may do."""
    permission = most if asked is None else checked_permission(asked)
    if lesser(permission, most) != permission:
        raise UsageError(
            f"a token of {name!r} cannot allow {permission}: the permission of {name!r} is {most}"
        )
    return permission
