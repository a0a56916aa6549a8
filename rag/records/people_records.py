"""The records of people: who asks, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Permission = Literal["read", "write", "admin"]
"""What somebody may do. read: ask, search, make briefs, read articles, and keep what is their own.
write: also add and remove articles and watch feeds. admin: also look after the library and its
server, and start runs of the evaluation."""

_RANKS: dict[Permission, int] = {"read": 0, "write": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks, a reader or a program.

    `is_owner` says that it is whoever started the server, on the same machine: only they may name
    files there.
    """

    name: str
    permission: Permission
    is_owner: bool = False

    def may(self, permission: Permission) -> bool:
        """Tell whether the person's permission includes another."""
        return _RANKS[self.permission] >= _RANKS[permission]


@dataclass(frozen=True, slots=True)
class Account:
    """A person whom the library knows. `has_password` is False for a program, which has tokens
    only. Moments are in UTC."""

    name: str
    permission: Permission
    created_at: datetime
    has_password: bool = True


@dataclass(frozen=True, slots=True)
class PersonAddition:
    """An account that was added, and how many conversations and briefs it took over from the one
    reader of a library in which nobody had a password yet."""

    account: Account
    conversations: int = 0
    briefs: int = 0


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """A token of a person, without its secret. `id` names it where it is taken back, and `label`
    says what it is for. It allows no more than the person may do."""

    id: str
    person: str
    label: str
    permission: Permission
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A change that somebody made: `action` is its name, such as `articles.remove`, and `subject`
    what was changed, such as an article's id. Texts of articles and secrets are never in it."""

    at: datetime
    person: str
    action: str
    subject: str
