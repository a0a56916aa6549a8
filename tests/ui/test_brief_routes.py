"""The routes of the tab of briefs, over the canned desk and over a real library."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from rag.exports import EXPORTERS, FORMATS, export
from rag.exports.file_names import brief_file_name
from rag.records import Brief, KeptBrief
from rag.service import Service
from rag.settings import Settings
from tests.ui.briefs import brief, hostile_brief
from tests.ui.desk import CannedDesk
from tests.ui.html import Reading
from ui.app import build_routes
from ui.guard.security import HEADERS
from ui.person import ANYBODY

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client(desk: CannedDesk) -> Iterator[TestClient]:
    with TestClient(build_routes(desk), base_url=HERE) as opened:
        yield opened


def _keep(desk: CannedDesk, made: Brief, **about: Any) -> KeptBrief:
    return desk.conversations.keep_brief(ANYBODY.name, made, **{"title": "A brief", **about})


def _states(client: TestClient, job: str) -> list[dict[str, Any]]:
    """All states of a brief, until its stream ends."""
    text = client.get(f"/desk/briefs/{job}/steps").text
    assert text.endswith("event: end\ndata: {}\n\n")
    return [json.loads(line) for line in re.findall(r"^data: (\{.+\})$", text, re.MULTILINE)]


def _made(client: TestClient, language: str = "en", **wish: object) -> dict[str, Any]:
    """The last state of a brief that was asked for."""
    client.cookies.set("mujaz_language", language)
    sent = client.post("/desk/briefs", json=wish)
    assert sent.status_code == 200, sent.text
    return _states(client, sent.json()["job"])[-1]


def _story(client: TestClient) -> int:
    """The number of a story of the canned desk."""
    found = client.get("/desk/briefs/stories?search=headquarters").text
    return int(re.findall(r'value="(\d+)"', found)[0])


def test_a_brief_is_made_kept_and_shown(client: TestClient, desk: CannedDesk) -> None:
    last = _made(client, topic="forces in Japan", length="short")
    assert (last["state"], last["text"]) == ("done", "Brief complete")
    sheet = client.get(f"/desk/briefs/{last['brief']}").text
    assert "About 54,000 troops are based in Japan." in sheet
    assert all(f"/desk/briefs/{last['brief']}/file/{one}" in sheet for one in FORMATS)
    listed = client.get("/desk/briefs").text
    assert f'data-brief="{last["brief"]}"' in listed
    kept = desk.conversations.brief(ANYBODY.name, last["brief"])
    assert kept is not None
    assert (kept.title, json.loads(kept.request)["length"]) == ("forces in Japan", "short")


def test_a_story_is_kept_under_its_number_and_title(client: TestClient, desk: CannedDesk) -> None:
    number = _story(client)
    last = _made(client, story=number, title="مقر جديد")
    kept = desk.conversations.brief(ANYBODY.name, last["brief"])
    assert kept is not None
    assert (kept.story, kept.title) == (number, "مقر جديد")
    story = desk.story(number)
    assert story is not None
    assert set(desk.chosen[-1]) == set(story.article_ids)


@pytest.mark.parametrize(
    ("topic", "state", "told"),
    [
        ("nothing", "empty", "No article tells of this."),
        ("fail", "failed", "the model did not answer"),
    ],
)
def test_what_is_no_brief_is_told_and_not_kept(
    client: TestClient, topic: str, state: str, told: str
) -> None:
    before = client.get("/desk/briefs").text
    last = _made(client, topic=topic)
    assert last["state"] == state
    assert told in Reading(last["html"]).text
    assert last["wish"]["topic"] == topic
    assert client.get("/desk/briefs").text == before


@pytest.mark.parametrize(("language", "told"), [("en", "Name a topic"), ("ar", "اكتب موضوعًا")])
def test_what_cannot_be_asked_is_told_in_the_language_of_the_page(
    client: TestClient, language: str, told: str
) -> None:
    client.cookies.set("mujaz_language", language)
    sent = client.post("/desk/briefs", json={"topic": " "})
    assert sent.status_code == 422
    assert told in sent.json()["detail"]


def test_a_brief_can_be_stopped_and_a_second_page_follows_the_same_one(
    client: TestClient, desk: CannedDesk
) -> None:
    desk.left.clear()
    job = client.post("/desk/briefs", json={"topic": "slow"}).json()["job"]
    with ThreadPoolExecutor(max_workers=2) as pool:
        following = [pool.submit(_states, client, job) for _ in range(2)]
        time.sleep(0.2)  # the moment of the stop does not matter
        assert client.post(f"/desk/briefs/{job}/stop", json={}).status_code == 204
        for states in following:
            assert states.result()[-1]["state"] == "stopped"
    assert desk.left.wait(5)


def test_a_brief_that_is_no_longer_known_is_told(client: TestClient) -> None:
    (state,) = _states(client, "job-unknown")
    assert state["state"] == "gone"
    for path in ("unknown", "unknown/copy", "unknown/file/md", "unknown/compared/unknown"):
        assert client.get(f"/desk/briefs/{path}").status_code == 404
    for path in ("unknown/stop", "unknown/anew"):
        assert client.post(f"/desk/briefs/{path}", json={}).status_code == 404
    assert client.request("DELETE", "/desk/briefs/unknown", json={}).status_code == 404


def test_a_brief_is_removed(client: TestClient, desk: CannedDesk) -> None:
    kept = _keep(desk, brief())
    assert client.request("DELETE", f"/desk/briefs/{kept.id}", json={}).status_code == 204
    assert client.get(f"/desk/briefs/{kept.id}").status_code == 404


def test_the_same_can_be_asked_anew_and_is_compared(client: TestClient, desk: CannedDesk) -> None:
    first = _made(client, topic="forces: again", length="short")["brief"]
    job = client.post(f"/desk/briefs/{first}/anew", json={}).json()["job"]
    second = _states(client, job)[-1]["brief"]
    sheet = client.get(f"/desk/briefs/{second}").text
    assert f'<option value="{first}">' in sheet
    for pair in (f"{second}/compared/{first}", f"{first}/compared/{second}"):
        assert "Nothing has changed." in client.get(f"/desk/briefs/{pair}").text
    other = _keep(desk, brief("something else"))
    assert f'<option value="{other.id}">' not in sheet
    assert 'class="anew"' not in client.get(f"/desk/briefs/{other.id}").text


def test_briefs_of_one_story_are_compared_whatever_their_topics(
    client: TestClient, desk: CannedDesk
) -> None:
    one, other = (_keep(desk, brief(topic), story=77) for topic in ("a", "b"))
    assert f'<option value="{one.id}">' in client.get(f"/desk/briefs/{other.id}").text


def test_a_copied_brief_is_plain_and_rich_text_in_both_directions(
    client: TestClient, desk: CannedDesk
) -> None:
    client.cookies.set("mujaz_language", "en")
    copied = client.get(f"/desk/briefs/{_keep(desk, brief()).id}/copy").json()
    lines = copied["plain"].split("\n")
    assert "\u200e1. About 54,000 troops are based in Japan. [2.2]" in lines
    assert any(line.startswith("\u200f1. تستضيف اليابان") for line in lines)
    assert '<p dir="rtl" lang="ar">1. تستضيف' in copied["rich"]
    assert Reading(copied["rich"]).sound
    hostile = client.get(f"/desk/briefs/{_keep(desk, hostile_brief()).id}/copy").json()["rich"]
    assert set(Reading(hostile).tags) <= {"h2", "h3", "p", "bdi"}


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_brief_is_downloaded_in_every_format(
    client: TestClient, desk: CannedDesk, wanted: str
) -> None:
    kept = _keep(desk, hostile_brief())
    sent = client.get(f"/desk/briefs/{kept.id}/file/{wanted}")
    assert sent.status_code == 200
    back = desk.conversations.brief(ANYBODY.name, kept.id)
    assert back is not None
    assert sent.content == export(back.brief, wanted)
    assert re.fullmatch(
        rf"attachment; filename=\"[a-z0-9-]+\.{wanted}\"; filename\*=UTF-8''[\w%.-]+",
        sent.headers["content-disposition"],
        re.ASCII,
    )
    assert sent.headers["cache-control"] == "no-store"
    assert {name: sent.headers[name] for name in HEADERS} == HEADERS


def test_a_file_is_named_after_its_story_and_day_in_the_letters_of_its_language(
    client: TestClient, desk: CannedDesk
) -> None:
    made = replace(brief("قناة السويس: 'إيفر غيفن' <b>"), as_of=date(2021, 3, 29))
    kept = _keep(desk, made)
    name = "قناة-السويس-إيفر-غيفن-b-2021-03-29.pdf"
    assert f'download="{name}"' in client.get(f"/desk/briefs/{kept.id}").text
    assert client.get(f"/desk/briefs/{kept.id}/file/pdf").headers["content-disposition"] == (
        f"attachment; filename=\"b-2021-03-29.pdf\"; filename*=UTF-8''{quote(name)}"
    )
    assert client.get(f"/desk/briefs/{kept.id}/file/exe").status_code == 404


def test_a_file_is_made_once_and_one_at_a_time(
    client: TestClient, desk: CannedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    busy = threading.Lock()

    def writing(suffix: str) -> Callable[[Brief], bytes]:
        def write(_: Brief) -> bytes:
            assert busy.acquire(blocking=False), "another file is being made"
            begun.append(suffix)
            time.sleep(0.05)
            busy.release()
            return suffix.encode()

        return write

    rows = [replace(row, write=writing(row.suffix)) for row in EXPORTERS]
    monkeypatch.setattr("ui.briefs.brief_routes.EXPORTERS", rows)
    folder = f"/desk/briefs/{_keep(desk, brief()).id}/file"
    wanted = [row.suffix for row in rows] * 4
    with ThreadPoolExecutor(max_workers=8) as pool:
        sent = list(pool.map(lambda one: client.get(f"{folder}/{one}"), wanted))
    assert [one.text for one in sent] == wanted
    assert sorted(begun) == sorted(set(wanted))


def test_stories_days_and_outlets_can_be_chosen(client: TestClient) -> None:
    client.cookies.set("mujaz_language", "en")
    stories = client.get("/desk/briefs/stories").text
    assert f'value="{_story(client)}"' in stories
    assert "28 July 2024 · " in stories
    assert "No story" in client.get("/desk/briefs/stories?search=zzz").text
    choices = client.get("/desk/briefs/choices").text
    assert 'value="Harbor Dispatch"' in choices
    assert 'data-since="2024-07-22" data-until="2024-07-28"' in choices
    assert "28 July 2024 to 28 July 2024" in choices


def test_hostile_texts_stay_text(client: TestClient, desk: CannedDesk) -> None:
    kept = _keep(desk, hostile_brief(), title='<script>"x"</script>')
    pages = ("", f"/{kept.id}", "/stories", "/choices", f"/{kept.id}/compared/{kept.id}")
    known = {
        "a",
        "bdi",
        "br",
        "button",
        "details",
        "div",
        "fieldset",
        "form",
        "h2",
        "h3",
        "h4",
        "input",
    }
    known |= {"label", "legend", "li", "ol", "option", "p", "select", "span", "strong", "summary"}
    for page in pages:
        tags = Reading(client.get(f"/desk/briefs{page}").text).tags
        assert set(tags) <= known | {"ul"}, page


def test_a_brief_of_a_real_library(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("library")
    with Service.open(Settings.load(home=home)) as service:
        assert service.index([str(files("seeds"))]).added == 24
        with TestClient(build_routes(service), base_url=HERE) as client:
            found = client.get("/desk/briefs/stories?search=Suez").text
            number = int(re.findall(r'value="(\d+)"', found)[0])
            kept = _made(client, story=number, title="Suez", length="60")["brief"]
            sheet = client.get(f"/desk/briefs/{kept}").text
            assert "Suez" in Reading(sheet).text or "السويس" in Reading(sheet).text
            outlets = re.findall(
                r'name="outlet" value="([^"]+)"', client.get("/desk/briefs/choices").text
            )
            assert _made(client, topic="Suez canal", outlets=outlets[:3])["state"] != "failed"
            assert _made(client, outlets=outlets[:2])["state"] == "done"
            back = service.conversations.brief(ANYBODY.name, kept)
            assert back is not None
            assert brief_file_name(back.brief, "pdf").endswith(".pdf")
            assert client.get(f"/desk/briefs/{kept}/file/pdf").content.startswith(b"%PDF")
