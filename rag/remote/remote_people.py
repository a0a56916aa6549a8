"""The people of a library that a server has open, and what its readers keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rag.records import (
    Account,
    AuditEntry,
    Exchange,
    Permission,
    Rating,
    TokenSummary,
    Turn,
)
from rag.remote.calling import Caller


class RemotePeople:
    """Who may ask a library elsewhere; the methods are those of `rag.people.people_store`.

    Signing in and sessions are for the server alone.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def any(self) -> bool:
        """Tell whether anybody was added."""
        return self._caller.call(bool, "people.any")

    def accounts(self) -> tuple[Account, ...]:
        """Return everybody, by name."""
        return self._caller.call(tuple[Account, ...], "people.accounts")

    def set_permission(self, name: str, permission: Permission) -> bool:
        """Change what a person may do; False if there is nobody of the name."""
        given: dict[str, Any] = {"name": name, "permission": permission}
        return self._caller.call(bool, "people.set_permission", **given)

    def set_password(self, name: str, password: str) -> bool:
        """Give a person another password; False if there is nobody of the name."""
        return self._caller.call(bool, "people.set_password", name=name, password=password)

    def new_token(self, name: str, label: str, permission: Permission | None = None) -> str:
        """Make a token of a person, and return its secret, which cannot be shown again."""
        given: dict[str, Any] = {"name": name, "label": label, "permission": permission}
        return self._caller.call(str, "people.new_token", **given)

    def tokens(self, name: str | None = None) -> tuple[TokenSummary, ...]:
        """Return the tokens of a person or (None) of all."""
        return self._caller.call(tuple[TokenSummary, ...], "people.tokens", name=name)

    def revoke(self, token_id: str) -> bool:
        """Revoke the token of an id; False if there is none."""
        return self._caller.call(bool, "people.revoke", token_id=token_id)

    def note(self, person: str, action: str, subject: str) -> None:
        """Note a change; only the owner of the server may."""
        given: dict[str, Any] = {"person": person, "action": action, "subject": subject}
        self._caller.maybe(type(None), "people.note", **given)

    def audit(self, *, limit: int = 100, before: datetime | None = None) -> tuple[AuditEntry, ...]:
        """Return the newest changes, the newest first."""
        given: dict[str, Any] = {"limit": limit, "before": before}
        return self._caller.call(tuple[AuditEntry, ...], "people.audit", **given)


class RemoteConversations:
    """The rated answers of a library elsewhere."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def rated(self, person: str | None, rating: Rating | None = None) -> tuple[Exchange, ...]:
        """Return the rated exchanges, newest first, of one person or (None) of all."""
        kind = tuple[Exchange, ...]
        return self._caller.call(kind, "conversations.rated", person=person, rating=rating)

    def turns_before(self, exchange_id: str) -> tuple[Turn, ...]:
        """Return the answered turns of a conversation before an exchange, oldest first."""
        kind = tuple[Turn, ...]
        return self._caller.call(kind, "conversations.turns_before", exchange_id=exchange_id)
