"""Converts the records of people to the plain objects that the command line prints and programs
are sent."""

from __future__ import annotations

from typing import TypedDict

from rag.records.people_records import Account, AuditEntry, Permission, TokenSummary


class AccountJson(TypedDict):
    """A person, or a program, which has no password."""

    name: str
    permission: Permission
    created_at: str
    has_password: bool


class TokenJson(TypedDict):
    """A token without its secret; `permission` is what it allows now."""

    id: str
    person: str
    label: str
    permission: Permission
    created_at: str
    used_at: str | None


class AuditEntryJson(TypedDict):
    """A change that somebody made."""

    at: str
    person: str
    action: str
    subject: str


def account_json(account: Account) -> AccountJson:
    """Return an account as a JSON object."""
    return {
        "name": account.name,
        "permission": account.permission,
        "created_at": account.created_at.isoformat(),
        "has_password": account.has_password,
    }


def token_json(token: TokenSummary) -> TokenJson:
    """Return a token as a JSON object."""
    return {
        "id": token.id,
        "person": token.person,
        "label": token.label,
        "permission": token.permission,
        "created_at": token.created_at.isoformat(),
        "used_at": token.used_at.isoformat() if token.used_at else None,
    }


def audit_entry_json(entry: AuditEntry) -> AuditEntryJson:
    """Return an entry of the audit log as a JSON object."""
    return {
        "at": entry.at.isoformat(),
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
    }
