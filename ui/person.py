"""Who asks, and so whose conversations and briefs a request is about."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import Scope

from rag.records import Person

ANYBODY = Person("reader", "admin")
"""The one reader of a page without sign-in, on whichever device."""

_KEY = "mujaz.person"


def admit(scope: Scope, person: Person) -> None:
    """Note whose request it is. Only `ui.guard.authentication` does."""
    scope[_KEY] = person


def asker(request: HTTPConnection) -> Person:
    """Return the person who asks."""
    person = request.scope[_KEY]
    assert isinstance(person, Person)  # no request gets here without one
    return person


def person_of(request: HTTPConnection) -> str:
    """Return the name of the person who asks."""
    return asker(request).name


def named(scope: Scope) -> str | None:
    """Return the name of the person who asks; None where no request got so far."""
    person = scope.get(_KEY)
    return person.name if isinstance(person, Person) else None


def known_asker(request: HTTPConnection) -> Person | None:
    """Return the person who asks, or None on a route for everybody that a stranger asks."""
    return asker(request) if _KEY in request.scope else None
