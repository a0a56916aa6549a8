"""No file of the machine leaves it, by any route and any event of the page."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.gradio import asking, good, gradio_of, route_of, routes_of

if TYPE_CHECKING:
    from fastapi import FastAPI

SECRET = "the secret that stands in a file of the server"
OPEN = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/static/{path:path}"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/run/{api_name}"),
    ("GET", "/healthz"),
    ("GET", "/mujaz-article"),
    ("GET", "/mujaz-brief/{name}/{format_}"),
}
"""Every route that there is; all others of Gradio's are closed."""


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:7860") as opened:
        yield opened


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> Path:
    """Where Gradio would copy files to, empty."""
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    monkeypatch.setattr(gradio_of(app), "uploaded_file_dir", str(folder))
    for block in gradio_of(app).get_blocks().blocks.values():
        monkeypatch.setattr(block, "GRADIO_CACHE", str(folder), raising=False)
    return folder


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that nobody may have: the system's, and one of ours by four names."""
    hidden = tmp_path / "hidden.txt"
    hidden.write_text(SECRET)
    link = tmp_path / "link.txt"
    link.symlink_to(hidden)
    monkeypatch.setenv("MUJAZ_TEST_SECRET", SECRET)
    relative = os.path.relpath(hidden)
    return ["/etc/passwd", "/proc/self/environ", "/dev/zero", str(hidden), str(link), relative]


def disguises(path: str) -> list[Any]:
    """A file in every form in which Gradio might take one."""
    meta = {"_type": "gradio.FileData"}
    plain = {"path": path, "meta": meta}
    return [
        plain,
        {"path": path},
        {"path": path, "url": f"file://{path}", "orig_name": "a.txt", "meta": meta},
        {"url": f"file://{path}", "meta": meta},
        {"path": f"file://{path}", "is_stream": True, "meta": meta},
        [plain],
        {"value": plain, "__type__": "update"},
        {"a": [{"b": plain}]},
        [[[plain, "text"]]],
        {"role": "user", "content": plain},
        {"component": "file", "value": plain, "_type": "gradio.FileData"},
    ]


def leaks(reply: str) -> bool:
    return SECRET in reply or "root:" in reply or "MUJAZ_TEST_SECRET" in reply


def kept(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_no_event_of_the_page_takes_a_file(
    client: TestClient, app: FastAPI, files: list[str], cache: Path
) -> None:
    events = gradio_of(app).get_blocks().fns.values()
    assert len(events) >= 10
    cases = [(path, disguises(path)[0]) for path in files]
    cases += [(files[-1], disguise) for disguise in disguises(files[-1])]
    for event in events:
        for path, disguise in cases:
            for place in range(max(1, len(event.inputs))):
                data = [*good(event)]
                data[place : place + 1] = [disguise]
                body = asking(event, data, session="thief")
                sent = client.post(f"/gradio_api/{route_of(event)}", json=body)
                assert sent.status_code == 422, (event.api_name, path, disguise)
                assert not leaks(sent.text)
    assert kept(cache) == []


def test_no_route_takes_or_gives_a_file(
    client: TestClient, app: FastAPI, files: list[str], cache: Path
) -> None:
    for method, template in routes_of(app):
        for path in files:
            address = re.sub(r"\{[^}]*\}", path.strip("/"), template)
            bodies = disguises(path) if method == "POST" else [None]
            for disguise in bodies:
                body = {"data": [disguise], "session_hash": "thief", "fn_index": 0, "path": path}
                sent = client.request(
                    method,
                    address,
                    json=body if method == "POST" else None,
                    params={"path": path, "session_hash": "thief", "deep_link": path},
                )
                assert not leaks(sent.text), (method, address)
                assert (method, template) in OPEN or sent.status_code in {404, 405}, address
    assert kept(cache) == []


@pytest.mark.parametrize(
    "address",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=//etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file=tests/ui/test_door.py",
        "/gradio_api/proxy=http://127.0.0.1:1/etc/passwd",
        "/assets/../../../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/static/%2e%2e/%2e%2e/package.json",
        "/static/..%5c..%5cpackage.json",
        "/svelte/../package.json",
        "/custom_component/x/client/component/../../etc/passwd",
        "//gradio_api/file=/etc/passwd",
        "/gradio_api/stream/a/b/c/playlist-file",
        "/mujaz-static/../security.py",
        "/mujaz-static/%2e%2e/security.py",
        "/mujaz-static/%2e%2e%2fsecurity.py",
    ],
)
def test_no_address_leads_to_a_file(client: TestClient, address: str) -> None:
    sent = client.get(address)
    assert sent.status_code == 404
    assert not leaks(sent.text)


def test_nothing_can_be_uploaded(client: TestClient, cache: Path) -> None:
    for route in ("upload", "component_server", "process_recording", "queue/join"):
        sent = client.post(f"/gradio_api/{route}", files={"files": ("a.txt", b"x" * 500)})
        assert sent.status_code == 415
        assert client.post(f"/gradio_api/{route}", json=[]).status_code in {404, 422}
    assert kept(cache) == []


def test_gradio_checks_files_itself_too(app: FastAPI) -> None:
    assert gradio_of(app).get_blocks().has_launched


def test_what_the_page_sends_is_taken(client: TestClient, app: FastAPI) -> None:
    for event in gradio_of(app).get_blocks().fns.values():
        route = route_of(event)
        other = "run/predict" if route == "queue/join" else "queue/join"
        body = asking(event, good(event), session=f"reader-{event._id}")
        assert client.post(f"/gradio_api/{route}", json=body).status_code == 200
        assert client.post(f"/gradio_api/{other}", json=body).status_code == 404


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=json_values | st.lists(json_values, max_size=7),
    number=st.integers(-2, 20) | json_values,
    session=st.just("stranger") | json_values,
    trigger=st.none() | json_values,
)
def test_anything_else_is_refused_in_one_line(
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    data: object,
    number: object,
    session: object,
    trigger: object,
) -> None:
    body = {"data": data, "fn_index": number, "session_hash": session, "trigger_id": trigger}
    for route in ("queue/join", "run/predict"):
        sent = client.post(
            f"/gradio_api/{route}",
            content=json.dumps(body),
            headers={"content-type": "application/json"},
        )
        assert sent.status_code in {200, 404, 422, 429}
        assert sent.status_code == 200 or isinstance(sent.json()["detail"], str)
    assert "Traceback" not in "".join(capfd.readouterr())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"text"',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"data": [1], "fn_index": ' + b"9" * 5000 + b"}",
        b'{"fn_index": true, "data": [], "session_hash": "x"}',
        b'{"fn_index": 0.0, "data": [], "session_hash": "x"}',
    ],
    ids=lambda body: body[:12],
)
def test_what_is_no_call_is_refused(client: TestClient, body: bytes) -> None:
    for route in ("queue/join", "run/predict"):
        sent = client.post(
            f"/gradio_api/{route}", content=body, headers={"content-type": "application/json"}
        )
        assert sent.status_code in {400, 422}


def test_text_is_taken_up_to_a_length(client: TestClient, app: FastAPI) -> None:
    event = next(one for one in gradio_of(app).get_blocks().fns.values() if len(one.inputs) == 2)
    body = asking(event, ["x" * 100_001, None], session="long")
    assert client.post("/gradio_api/queue/join", json=body).status_code == 422
