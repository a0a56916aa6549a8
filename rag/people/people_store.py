"""The people of a library, in a database beside its catalog."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.people.access_tokens import AccessTokens
from rag.people.audit_log import AuditLog
from rag.people.passwords import Passwords
from rag.people.people_rows import ACCOUNT, account_of, checked_permission, moment_text
from rag.people.person_names import checked_name, fold_name
from rag.people.sign_ins import SignIns
from rag.records import Account, AuditEntry, Permission, Person, TokenSummary
from rag.store.sql_database import SqlDatabase

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_LOG = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class PeopleStore:
    """Knows who may ask, by password, token or session; safe to use from many threads.

    Names are compared without regard to upper and lower case. Of passwords, tokens and sessions
    only hashes are kept. What a method has done is on
    the disk when it returns, and counts at once: whoever is removed or demoted is so at their next
    request.

    Every method raises `LibraryError` where the database cannot be read or written.
    """

    def __init__(
        self,
        database: SqlDatabase,
        *,
        clock: Callable[[], datetime] = _now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        """Keep them in an open database, which is closed with this store.

        `clock` tells the moment, with its time zone. `hasher` hashes passwords in place of one with
        argon2-cffi's defaults. Raises `LibraryError`.
        """
        self._clock = clock
        self._passwords = Passwords(hasher)
        self._file = database
        self._tokens = AccessTokens(self._file, clock)
        self._sessions = SignIns(self._file, clock)
        self._log = AuditLog(self._file, clock)

    def close(self) -> None:
        """Close the database. Closing twice is allowed."""
        self._file.close()

    # --- accounts ---

    def any(self) -> bool:
        """Tell whether anybody was added, a person or a program: then all must say who they are."""
        return self._file.one("SELECT 1 FROM people LIMIT 1") is not None

    def accounts(self) -> tuple[Account, ...]:
        """Return everybody, by name."""
        return tuple(
            map(account_of, self._file.all(f"SELECT {ACCOUNT} FROM people ORDER BY folded"))
        )

    def add(self, name: str, permission: Permission, password: str | None) -> Account:
        """Add a person, or without a password a program, which has tokens only.

        Raises `UsageError` where somebody has the name, or the name or password cannot be one.
        """
        kept, now = checked_name(name), self._clock()
        self._refuse_if_known(kept)  # before the work of hashing, and again when it is done
        hashed = None if password is None else self._passwords.hash(password)
        account = Account(kept, checked_permission(permission), now, password is not None)
        with self._file.transaction():
            self._refuse_if_known(kept)
            self._file.run(
                "INSERT INTO people (folded, name, permission, password, created_at) "
                "VALUES (?, ?, ?, ?, ?)",
                (fold_name(kept), kept, permission, hashed, moment_text(now)),
            )
        return account

    def remove(self, name: str) -> bool:
        """Remove a person, whose sessions and tokens end; False if there is nobody of the name.

        Raises `UsageError` for the last admin with a password, unless nobody else is left.
        """
        with self._file.transaction():
            self._refuse_if_last_admin(name, "removed")
            changed = self._file.change("DELETE FROM people WHERE folded = ?", (fold_name(name),))
        return changed > 0

    def set_permission(self, name: str, permission: Permission) -> bool:
        """Change what a person may do, from their next request on; False if there is nobody of the
        name.

        Their tokens allow no more than that. Raises `UsageError` where the last admin with a
        password would be none any more while there are others.
        """
        wanted = checked_permission(permission)
        with self._file.transaction():
            if wanted != "admin":
                self._refuse_if_last_admin(name, "demoted")
            changed = self._file.change(
                "UPDATE people SET permission = ? WHERE folded = ?", (wanted, fold_name(name))
            )
        return changed > 0

    def set_password(self, name: str, password: str) -> bool:
        """Give a person another password, which ends their sessions; False if there is nobody of
        the name.

        Tokens stay: what runs with them knows no password. Raises `UsageError` for what can be no
        password.
        """
        hashed = self._passwords.hash(password)
        with self._file.transaction():
            changed = self._file.change(
                "UPDATE people SET password = ? WHERE folded = ?", (hashed, fold_name(name))
            )
            self._file.run(
                "DELETE FROM sessions WHERE person IN (SELECT number FROM people WHERE folded = ?)",
                (fold_name(name),),
            )
        return changed > 0

    def by_password(self, name: str, password: str) -> Person | None:
        """Return the person of a name and a password; None if they do not belong together.

        That takes as long where there is nobody of the name.
        """
        row = self._file.one(
            "SELECT number, name, permission, password FROM people WHERE folded = ?",
            (fold_name(name),),
        )
        number, kept, permission, known = row or (None, "", "read", None)
        if not self._passwords.are_equal(known, password):
            return None
        if self._passwords.is_outdated(known):
            self._file.run(
                "UPDATE people SET password = ? WHERE number = ? AND password = ?",
                (self._passwords.hash(password), number, known),
            )
        return Person(kept, permission)

    # --- tokens ---

    def new_token(self, name: str, label: str, permission: Permission | None = None) -> str:
        """Make a token of a person, and return its secret, which cannot be shown again.

        `label` says what it is for. It allows what the person may do now, or the lesser
        `permission`, and never more than the person may do when it is used. Raises `UsageError`.
        """
        return self._tokens.new(name, label, permission)

    def tokens(self, name: str | None = None) -> tuple[TokenSummary, ...]:
        """Return the tokens of a person or (None) of all, by name, the oldest first."""
        return self._tokens.all(name)

    def revoke(self, token_id: str) -> bool:
        """Revoke the token of an id; False if there is none."""
        return self._tokens.revoke(token_id)

    def by_token(self, secret: str) -> Person | None:
        """Return the person of a token, with what it allows; None if it is not known."""
        return self._tokens.person(secret)

    # --- sessions ---

    def begin_session(self, name: str) -> str:
        """Begin a session of a person who has signed in, and return its secret.

        It is over after `tuning.SESSION_LASTS`, or `tuning.SESSION_UNUSED` without use. Raises
        `UsageError` if there is nobody of the name.
        """
        return self._sessions.begin(name)

    def by_session(self, secret: str) -> Person | None:
        """Return the person of a session; None if it is over or not known."""
        return self._sessions.person(secret)

    def end_session(self, secret: str) -> None:
        """End a session; one that is over already is no fault."""
        self._sessions.end(secret)

    # --- the audit log ---

    def note(self, person: str, action: str, subject: str) -> None:
        """Note a change: who made it, its name such as `articles.remove`, and what was changed.

        A subject is cut to `tuning.LONGEST_SUBJECT` characters on one line; it must be no text of
        an article, and no secret.
        """
        self._log.note(person, action, subject)
        # Without the subject, which can be a link with a secret in it.
        _LOG.info("change", extra={"fields": {"person": person, "action": action}})

    def audit(self, *, limit: int = 100, before: datetime | None = None) -> tuple[AuditEntry, ...]:
        """Return the newest changes, the newest first; with `before`, those before that moment.

        No two entries have one moment, so that the last of a page says where the next one begins.
        """
        return self._log.entries(limit=limit, before=before)

    # --- parts ---

    def _refuse_if_known(self, name: str) -> None:
        row = self._file.one("SELECT name FROM people WHERE folded = ?", (fold_name(name),))
        if row is not None:
            raise UsageError(
                f"{row[0]!r} was added already; change what they may do with: mujaz user "
                "permission NAME read|write|admin"
            )

    def _refuse_if_last_admin(self, name: str, what: str) -> None:
        """Refuse to leave others without anybody who can sign in and look after the library."""
        accounts = self.accounts()
        folded = fold_name(name)
        others = [account for account in accounts if fold_name(account.name) != folded]
        its = [account for account in accounts if fold_name(account.name) == folded]
        if others and any(map(_looks_after, its)) and not any(map(_looks_after, others)):
            raise UsageError(
                f"{its[0].name!r} is the last admin with a password and cannot be {what} while "
                "there are others; make another person admin first, or remove the others"
            )


def _looks_after(account: Account) -> bool:
    return account.permission == "admin" and account.has_password
