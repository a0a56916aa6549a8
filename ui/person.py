"""Whose conversations and briefs a request is about."""

from __future__ import annotations

from starlette.requests import Request

NOBODY_ELSE = "reader"
"""The one reader of a page without sign-in, on whichever device."""


def person_of(request: Request) -> str:
    """Return the name of the person who asks."""
    return NOBODY_ELSE
