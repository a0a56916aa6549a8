from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.exports import EXPORTERS, FORMATS, export
from rag.records import Brief
from tests.ui.briefs import brief, hostile_brief
from ui.briefs.downloads import DOWNLOADS, Downloads, links, mount
from ui.guard.security import HEADERS, Guard


@pytest.fixture
def shelf() -> Downloads:
    return Downloads(room=2)


@pytest.fixture
def client(shelf: Downloads) -> TestClient:
    app = FastAPI()
    app.add_middleware(Guard, hosts=["testserver"])
    mount(app, shelf)
    return TestClient(app)


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_brief_is_downloaded_in_every_format(
    shelf: Downloads, client: TestClient, wanted: str
) -> None:
    made = hostile_brief()
    sent = client.get(f"{DOWNLOADS}/{shelf.keep(made)}/{wanted}")
    assert sent.status_code == 200
    assert sent.content == export(made, wanted)
    named = sent.headers["content-disposition"]
    assert re.fullmatch(
        rf"attachment; filename=\"[a-z0-9-]+\.{wanted}\"; filename\*=UTF-8''[\w%.-]+",
        named,
        re.ASCII,
    )
    assert sent.headers["cache-control"] == "no-store"
    assert {name: sent.headers[name] for name in HEADERS} == HEADERS


def test_a_file_is_made_once_and_one_at_a_time(
    shelf: Downloads, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    busy = threading.Lock()

    def writing(suffix: str) -> Callable[[Brief], bytes]:
        def write(_: Brief) -> bytes:
            assert busy.acquire(blocking=False), "another file is being made"
            begun.append(suffix)
            time.sleep(0.1)
            busy.release()
            return suffix.encode()

        return write

    rows = [replace(row, write=writing(row.suffix)) for row in EXPORTERS]
    monkeypatch.setattr("ui.downloads.EXPORTERS", rows)
    name = shelf.keep(brief())
    wanted = [row.suffix for row in rows] * 4
    with client, ThreadPoolExecutor(max_workers=8) as pool:
        sent = list(pool.map(lambda one: client.get(f"{DOWNLOADS}/{name}/{one}"), wanted))
    assert [one.text for one in sent] == wanted
    assert sorted(begun) == sorted(set(wanted))


def test_there_is_a_link_for_every_format(shelf: Downloads, client: TestClient) -> None:
    made = brief()
    found = re.findall(r'href="([^"]+)"', links(shelf.keep(made), made))
    assert len(found) == len(FORMATS)
    assert all(client.get(address).status_code == 200 for address in found[:1])


def test_a_file_is_named_after_its_story_and_day_in_the_letters_of_its_language(
    shelf: Downloads, client: TestClient
) -> None:
    made = replace(brief("قناة السويس: 'إيفر غيفن' <b>"), as_of=date(2021, 3, 29))
    key = shelf.keep(made)
    name = "قناة-السويس-إيفر-غيفن-b-2021-03-29.pdf"
    assert f'download="{name}"' in links(key, made)
    assert client.get(f"{DOWNLOADS}/{key}/pdf").headers["content-disposition"] == (
        f"attachment; filename=\"b-2021-03-29.pdf\"; filename*=UTF-8''{quote(name)}"
    )


@pytest.mark.parametrize("place", ["{}/exe", "{}/MD", "x/md", "{}x/md", "{}"])
def test_nothing_else_is_handed_out(shelf: Downloads, client: TestClient, place: str) -> None:
    sent = client.get(f"{DOWNLOADS}/{place.format(shelf.keep(brief()))}")
    assert sent.status_code == 404


def test_names_cannot_be_guessed_and_the_oldest_brief_makes_room(
    shelf: Downloads, client: TestClient
) -> None:
    names = [shelf.keep(brief(str(number))) for number in range(3)]
    assert len(set(names)) == 3
    assert min(map(len, names)) >= 32
    assert [shelf.get(name) is None for name in names] == [True, False, False]
    told = client.get(f"{DOWNLOADS}/{names[0]}/md").text
    assert "Make it again" in told
    assert "من جديد" in told
