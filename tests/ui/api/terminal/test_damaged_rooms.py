"""Calls that need the people or the conversations of a library, where these cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from rag.conversations.kept_file import FILE as KEPT
from rag.people.people_tables import FILE as PEOPLE
from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from tests.ui.people import visiting
from ui.app import build_routes

OWNER = {"authorization": "Bearer owners-secret"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("library")
    with Service.open(Settings.load(home=home, embedder="builtin")) as desk:
        desk.add(Draft(id="port", text="The port of Aden was closed on Monday."))
        for name in (PEOPLE, KEPT):
            (home / name).write_bytes(b"no database" * 1_000)
        with visiting(build_routes(desk, owner_token="owners-secret")) as opened:
            yield opened


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("people.accounts", {}),
        ("people.any", {}),
        ("people.note", {"person": "owner", "action": "a", "subject": "b"}),
        ("conversations.rated", {}),
        ("add_person", {"name": "sara", "permission": "read", "password": None}),
        ("remove", {"article_ids": ["port"]}),  # which is noted
    ],
)
def test_the_caller_is_told_what_is_damaged(
    client: TestClient, name: str, arguments: dict[str, object]
) -> None:
    asked = {"call": "1", "progress": False, "arguments": arguments}
    sent = client.post(f"/library/call/{name}", json=asked, headers=OWNER)
    assert sent.status_code == 200
    *_, last = map(json.loads, sent.text.splitlines())
    assert last["error"]["is"] == "DamagedLibraryError"
    assert "are damaged" in last["error"]["message"]
