"""`mujaz serve --workers` on a library in PostgreSQL and Milvus."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from rag.records import Draft
from rag.service import Service
from rag.settings import Settings
from tests.milvus_server import MilvusServer
from tests.mujaz.servers import environment, logged, mujaz

TEXT = "The port of Aden was closed on 3 May 2024. Its director is Salma Nasser."


def _asked(url: str) -> str:
    request = urllib.request.Request(
        f"{url}/v1/ask",
        json.dumps({"question": "Who is the director of the port of Aden?"}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:  # by a connection of its own
        return str(json.load(reply)["text"])


def test_two_processes_answer_at_one_port_beside_other_commands(
    tmp_path: Path, postgres: str, milvus: MilvusServer
) -> None:
    shared = {"database_url": postgres, "milvus_url": milvus.url, "embedder": "builtin"}
    home = tmp_path / "home"
    with Service.open(Settings.load(home=home, **shared)) as library:
        library.add(Draft(text=TEXT, title="Aden", id="aden"))
    env = {f"MUJAZ_{name.upper()}": value for name, value in shared.items()}
    log = tmp_path / "log"
    command = [sys.executable, "-m", "mujaz", "serve", "--workers", "2", "--port", "0"]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*command, "--log-format", "json"],
            env=environment(home, **env),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            url = "http://" + server.stdout.readline().partition("http://")[2].split()[0]

            def workers() -> set[object]:
                """Those that have answered a question so far."""
                return {line["worker"] for line in logged(log, "question")}

            while workers() != {0, 1}:
                assert "Salma Nasser" in _asked(url)
            added = mujaz(home, "user", "add", "bot", "--program", cwd=tmp_path, **env)
            assert added.returncode == 0
            for _ in range(6):
                with pytest.raises(urllib.error.HTTPError, match="401"):
                    _asked(url)
            server.send_signal(signal.SIGINT)
            assert server.wait(60) == 0
        finally:
            server.kill()
    assert "Traceback" not in log.read_text()


def test_a_library_in_a_folder_is_not_served_by_several(tmp_path: Path) -> None:
    told = mujaz(tmp_path, "serve", "--workers", "2")
    assert told.returncode == 2
    assert "set MUJAZ_DATABASE_URL and MUJAZ_MILVUS_URL" in told.stderr
