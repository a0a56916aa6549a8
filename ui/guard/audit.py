"""What people change through the page is written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from starlette.requests import HTTPConnection

from rag.people.tuning import LONGEST_SUBJECT
from rag.service import Service
from ui.person import person_of


def note_change(desk: Service, asked: HTTPConnection, action: str, subjects: Iterable[str]) -> None:
    """Write down that whoever asks has changed something: as many subjects in an entry as fit.

    It waits for the disk, once for each entry: a route that is a coroutine calls it in a thread.
    """
    for line in _lines(subjects):
        desk.people.note(person_of(asked), action, line)


def _lines(subjects: Iterable[str]) -> Iterator[str]:
    line = ""
    for subject in subjects:
        if line and len(line) + 1 + len(subject) > LONGEST_SUBJECT:
            yield line
            line = ""
        line = f"{line} {subject}" if line else subject
    if line:
        yield line
