from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.errors import DamagedLibraryError, UsageError
from rag.service import Service
from rag.settings import Settings
from tests.ui.desk import CannedDesk
from ui.server import listener, serve

ROOT = Path(__file__).parents[2]

SERVE = """
import sys

def tell(event, details):
    if event == "socket.getaddrinfo" or event == "socket.connect":
        name = details[0] if event == "socket.getaddrinfo" else details[1]
        sys.stderr.write(f"LOOKED AT {name!r}\\n")

from tests.ui.desk import CannedDesk
from ui.server import serve

sys.addaudithook(tell)
serve(CannedDesk(), port=0)
sys.stderr.write("ENDED WELL\\n")
"""


def test_it_serves_prints_its_address_looks_nowhere_else_and_ends_when_interrupted() -> None:
    with _serving() as server:
        told = _visit_and_interrupt(server)
    assert server.returncode == 0
    assert "ENDED WELL" in told
    assert "LOOKED AT" not in told


@contextmanager
def _serving() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def _visit_and_interrupt(server: subprocess.Popen[str]) -> str:
    """What the server had to tell by the time that it ended."""
    assert server.stdout is not None
    printed = server.stdout.readline()
    assert "http://127.0.0.1:" in printed
    address = printed.partition("http://")[2].split()[0]
    with urllib.request.urlopen(f"http://{address}/healthz") as health:
        assert health.status == 200
    with urllib.request.urlopen(f"http://{address}/") as page:
        assert "Mujaz" in page.read().decode()
    time.sleep(1)  # what looks elsewhere may do so in a thread of its own
    server.send_signal(signal.SIGINT)
    return server.communicate(timeout=60)[1]


def test_it_ends_at_once_while_an_answer_a_brief_and_a_file_are_under_way() -> None:
    with _serving() as server:
        assert server.stdout is not None
        address = server.stdout.readline().partition("http://")[2].split()[0]
        desk = f"http://{address}/desk"
        asked = _sent(f"{desk}/ask/questions", {"question": "slow"})
        brief = _sent(f"{desk}/briefs", {"topic": "slow"})
        answer = urllib.request.urlopen(f"{desk}/ask/answers/{asked['exchange']}/events")
        steps = urllib.request.urlopen(f"{desk}/briefs/{brief['job']}/steps")
        half = socket.create_connection(("127.0.0.1", int(address.partition(":")[2])))
        half.sendall(
            b"POST /desk/library/files?name=a.txt&id=12345678 HTTP/1.1\r\n"
            b"Host: localhost\r\nContent-Type: application/octet-stream\r\n"
            b"Content-Length: 1000\r\n\r\nhalf"
        )
        assert b"data:" in answer.readline()
        server.send_signal(signal.SIGTERM)
        told = [reply.read().decode() for reply in (answer, steps)]
        half.settimeout(10)
        refused = half.recv(1000)
        half.close()
        errors = server.communicate(timeout=15)[1]
    assert all(one.rstrip().endswith("event: end\ndata: {}") for one in told)
    assert b"503" in refused
    assert "Traceback" not in errors
    assert "timeout" not in errors


def _sent(url: str, body: dict[str, str]) -> dict[str, str]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:
        given: dict[str, str] = json.load(reply)
    return given


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_machines_are_let_in_once_people_are_known_or_with_a_word(host: str) -> None:
    with (
        CannedDesk() as desk,
        pytest.raises(UsageError, match=r"nobody has to sign in .*mujaz user add.* --open"),
    ):
        serve(desk, host=host, port=0)


def test_a_name_of_another_machine_asks_for_people_too() -> None:
    """A proxy on this machine passes it on."""
    with (
        CannedDesk() as desk,
        pytest.raises(UsageError, match=r"^--allow-host desk\.example would"),
    ):
        serve(desk, port=0, allowed=["localhost", "desk.example"])


def test_a_port_in_use_is_told_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} .* in use; .*--port {port + 1}"):
            listener("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_of_another_machine_is_told(host: str) -> None:
    with pytest.raises(UsageError, match=host):
        listener(host, 0)


def test_a_port_that_cannot_be_is_told() -> None:
    with pytest.raises(UsageError, match="65535"):
        listener("127.0.0.1", 70_000)


def test_who_was_added_is_read_before_anybody_is_served(tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path, embedder="builtin")) as desk:
        (tmp_path / "people.db").write_bytes(b"no database" * 1_000)
        with pytest.raises(DamagedLibraryError, match="the people in"):
            serve(desk, port=0)
