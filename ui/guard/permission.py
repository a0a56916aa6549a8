"""What a route asks of the person who calls it."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, Request

from rag.records import Permission, Person
from ui.guard.refusal import PageError
from ui.person import asker


def not_allowed(person: Person, needed: Permission) -> PageError:
    """Return the refusal that says which permission is missing."""
    return PageError("page.not_allowed", status=403, needed=needed, given=person.permission)


def needs(permission: Permission) -> Any:
    """Return what stands in the `dependencies` of a route that not everybody may call.

    Whoever may not is answered with 403.
    """

    def check(request: Request) -> None:
        person = asker(request)
        if not person.may(permission):
            raise not_allowed(person, permission)

    check.permission = permission  # type: ignore[attr-defined]  # for whoever lists the routes
    return Depends(check)
