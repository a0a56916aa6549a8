"""The file of a server is trusted only as far as the server that it names has the library."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.remote.terminal_settings import folder_of, terminal_settings
from rag.service import Service
from rag.settings import Settings
from rag.store.lock import LibraryLock
from rag.store.server_file import FILE, ServerAddress, announce, running_server
from tests.mujaz.servers import mujaz


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "home"
    with Service.open(Settings.load(home=folder)):
        return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


@contextmanager
def stranger() -> Iterator[tuple[int, list[bytes]]]:
    """A program on a port that hangs up on whoever asks it, and what it was sent."""
    heard: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                one, _ = sock.accept()
            except OSError:
                return
            with one:
                heard.append(one.recv(65_536))

    with socket.create_server(("127.0.0.1", 0)) as sock:
        listening = threading.Thread(target=listen)
        listening.start()
        yield sock.getsockname()[1], heard
        sock.shutdown(socket.SHUT_RDWR)
        listening.join()


def tell_of(home: Path, port: int, *, pid: int | None = None) -> None:
    url = f"http://127.0.0.1:{port}"
    announce(home, ServerAddress(url, "a-secret-token", pid or os.getpid(), "0", {}))


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """The library is open in this process."""
    lock = LibraryLock(home)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def test_a_file_that_a_killed_server_left_is_not_followed(home: Path) -> None:
    (home / "owner.json").write_text(f'{{"pid": {os.getpid()}, "command": "mujaz serve"}}')
    with stranger() as (port, heard):
        tell_of(home, port)
        told = mujaz(home, "list")
    assert (told.returncode, told.stdout) == (0, "")
    assert "the library is empty" in told.stderr
    assert heard == []


def test_a_file_of_another_process_than_the_owner_is_not_followed(home: Path) -> None:
    with stranger() as (port, heard), owned(home):
        tell_of(home, port, pid=1)
        told = mujaz(home, "list")
    assert (told.returncode, heard) == (2, [])
    assert "is in use by process" in told.stderr


def test_a_server_that_ends_too_early_is_one_line(home: Path) -> None:
    with stranger() as (port, heard), owned(home):
        tell_of(home, port)
        told = mujaz(home, "ask", "Who?")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.count("\n") == 1
    assert f"the server at http://127.0.0.1:{port} ended before it had answered" in told.stderr
    assert "secret" not in told.stderr
    assert b"Authorization: Bearer a-secret-token" in heard[-1]


def test_a_server_that_does_not_answer_is_one_line(home: Path) -> None:
    with stranger() as (port, _):
        pass
    with owned(home):
        tell_of(home, port)
        told = mujaz(home, "list")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "no server answers at" in told.stderr


def test_a_file_that_others_can_read_is_not_used(home: Path) -> None:
    with stranger() as (port, heard), owned(home):
        tell_of(home, port)
        (home / FILE).chmod(0o644)
        told = mujaz(home, "list")
    assert (told.returncode, heard) == (2, [])
    assert "others can read it" in told.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": 7}', "\x00", '{"pid": "x"}'])
def test_a_file_that_cannot_be_read_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    (tmp_path / FILE).chmod(0o600)
    assert running_server(tmp_path) is None


@pytest.mark.parametrize("in_toml", [None, 'home = "toml"', 'home = "~/toml"\npassages = 3'])
@pytest.mark.parametrize(
    "in_file", [None, "MUJAZ_HOME=file", "mujaz_home='~/file' # mine\nOPENAI_API_KEY=k"]
)
@pytest.mark.parametrize("given", [None, "", "here", "~/here", "/there"])
def test_the_folder_is_that_of_the_settings(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_toml: str | None,
    in_file: str | None,
    given: str | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MUJAZ_")]:
        monkeypatch.delenv(name)
    for name, text in (("mujaz.toml", in_toml), (".env", in_file)):
        if text is not None:
            Path(name).write_text(text)
    if given is not None:
        monkeypatch.setenv("MUJAZ_HOME", given)
    found = terminal_settings()
    assert found is not None
    assert folder_of(found) == Settings.load().folder


def test_a_settings_file_that_cannot_be_read_is_left_to_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mujaz.toml").write_text("home = ")
    assert terminal_settings() is None
