"""People of a library, and clients of the page that have signed in as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.records import Permission
from rag.service import Service

HERE = "http://127.0.0.1:7860"
COOKIE = "mujaz_session_7860"
PASSWORD = "a long password"


def add_people(desk: Service, **permissions: Permission) -> None:
    """Add people without a password, which takes long to hash: their sessions are begun here."""
    for name, permission in permissions.items():
        desk.people.add(name, permission, None)


@contextmanager
def visiting(app: FastAPI, desk: Service | None = None, name: str = "") -> Iterator[TestClient]:
    """A client of the page, signed in under a name, or as a stranger."""
    headers = {"accept-language": "en"}
    with TestClient(app, HERE, follow_redirects=False, headers=headers) as client:
        if desk is not None:
            client.cookies.set(COOKIE, desk.people.begin_session(name))
        yield client
