"""What people change through the page is written down."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import HTTPConnection

from rag.service import Service
from ui.person import person_of


def note_change(desk: Service, asked: HTTPConnection, action: str, subjects: Iterable[str]) -> None:
    """Write down that whoever asks has changed something, once for each subject.

    It waits for the disk: a route that is a coroutine calls it in a thread.
    """
    for subject in subjects:
        desk.people.note(person_of(asked), action, subject)
