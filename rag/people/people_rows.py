"""Makes records of the rows of people, and the texts of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast, get_args

from rag.errors import UsageError
from rag.records import Account, AuditEntry, Permission, Person, TokenSummary

Row = Sequence[Any]

ACCOUNT = "name, permission, created_at, password IS NOT NULL"
TOKEN = "t.id, p.name, t.label, t.permission, p.permission, t.created_at, t.used_at"
ENTRY = "at, person, action, subject"


def account_of(row: Row) -> Account:
    """Return the account of a row of `ACCOUNT`."""
    name, permission, created_at, has_password = row
    return Account(name, permission, datetime.fromisoformat(created_at), bool(has_password))


def token_of(row: Row) -> TokenSummary:
    """Return the token of a row of `TOKEN`, with what it allows now."""
    id_, person, label, permission, most, created_at, used_at = row
    return TokenSummary(
        id=id_,
        person=person,
        label=label,
        permission=lesser(permission, most),
        created_at=datetime.fromisoformat(created_at),
        used_at=None if used_at is None else datetime.fromisoformat(used_at),
    )


def entry_of(row: Row) -> AuditEntry:
    """Return the entry of a row of `ENTRY`."""
    at, person, action, subject = row
    return AuditEntry(datetime.fromisoformat(at), person, action, subject)


def lesser(one: Permission, other: Permission) -> Permission:
    """Return that one of two permissions which the other includes."""
    return one if Person("", other).may(one) else other


def checked_permission(permission: str) -> Permission:
    """Return a permission that was given as text. Raises `UsageError` for what is none."""
    known = get_args(Permission)
    if permission not in known:
        raise UsageError(f"{permission!r} is no permission; choose one of {', '.join(known)}")
    return cast(Permission, permission)


def moment_text(moment: datetime) -> str:
    """Return a moment as it is kept: in UTC, and in the order of time as texts, too."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
