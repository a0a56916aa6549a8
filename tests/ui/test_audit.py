"""What people change through the page is written down, with who has changed it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from rag.people.tuning import LONGEST_SUBJECT
from rag.records import Person
from tests.ui.desk import CannedDesk
from tests.ui.people import add_people, visiting
from ui.app import build_routes
from ui.guard.audit import note_change
from ui.person import admit


@pytest.fixture(scope="module")
def desk() -> Iterator[CannedDesk]:
    with CannedDesk(pace=0) as opened:
        add_people(opened, sara="admin")
        yield opened


@pytest.fixture(scope="module")
def client(desk: CannedDesk) -> Iterator[TestClient]:
    with visiting(build_routes(desk), desk, "sara") as opened:
        yield opened


def _noted(desk: CannedDesk, before: int) -> list[tuple[str, str, str]]:
    entries = desk.people.audit(limit=1000)
    return [(one.person, one.action, one.subject) for one in entries[: len(entries) - before]][::-1]


def test_each_change_is_noted_and_reading_is_not(client: TestClient, desk: CannedDesk) -> None:
    before = len(desk.people.audit(limit=1000))
    text = "The ferry to the island was cancelled on Sunday because of a storm."
    added = client.post("/desk/library/texts", json={"text": text}).json()["article"]
    client.post("/desk/library/removals", json={"ids": [added, "nothing"]})
    client.post("/desk/library/restorals", json={"ids": [added, "nothing"]})
    values, kind = {"name": "a.txt", "id": "a" * 12}, {"content-type": "application/octet-stream"}
    client.post("/desk/library/files", params=values, content=b"?", headers=kind)
    link = {"url": "https://news.example/a", "id": "b" * 12}
    client.post("/desk/library/links", json=link)
    client.post("/desk/library/upkeep/check", json={})
    client.post("/desk/library/upkeep/repair", json={})
    client.get("/desk/library/articles")
    client.post("/desk/library/removals", json={"ids": ["nothing"]})
    assert _noted(desk, before) == [
        ("sara", "articles.add", added),
        ("sara", "articles.remove", added),
        ("sara", "articles.restore", added),
        ("sara", "articles.add", "a.txt"),
        ("sara", "articles.add", link["url"]),
        ("sara", "library.repair", "all"),
    ]
    assert "ferry" not in str(desk.people.audit(limit=1000))


def test_many_subjects_are_few_entries_and_none_is_cut(desk: CannedDesk) -> None:
    before = len(desk.people.audit(limit=1000))
    scope = {"type": "http", "headers": []}
    admit(scope, Person("sara", "admin"))
    ids = [f"{number:016x}" for number in range(200)]
    note_change(desk, Request(scope), "articles.remove", ids)
    subjects = [subject for _, _, subject in _noted(desk, before)]
    assert " ".join(subjects).split() == ids
    assert len(subjects) == 12
    assert max(map(len, subjects)) <= LONGEST_SUBJECT
