"""Which server a command believes the file in a library's folder about."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.store.lock import LibraryLock
from rag.store.server_file import ServerAddress, announce, new_token, running_server, withdraw

HERE = ServerAddress("http://127.0.0.1:7860", new_token(), os.getpid(), "0.1.0", {})


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[Path]:
    """A folder whose library this process owns, and in which it has said that it is a server."""
    lock = LibraryLock(tmp_path)
    lock.acquire()
    announce(tmp_path, HERE)
    yield tmp_path
    lock.release()


def told_by(folder: Path) -> tuple[ServerAddress | None, str]:
    lines: list[str] = []
    return running_server(folder, lines.append), "\n".join(lines)


def test_the_owner_of_the_library_is_found_by_a_file_of_its_own_user(owned: Path) -> None:
    assert told_by(owned) == (HERE, "")
    assert stat.S_IMODE((owned / "server.json").stat().st_mode) == 0o600
    assert HERE.token not in repr(HERE)
    withdraw(owned)
    assert told_by(owned) == (None, "")


def test_what_a_killed_server_has_left_is_gone_with_the_next_owner(owned: Path) -> None:
    left = (owned / "server.json").read_text()
    (owned / "lock").unlink()  # as if its process had ended
    assert told_by(owned) == (None, "")
    lock = LibraryLock(owned)
    lock.acquire()
    # It has the same number, as all have in a container that is started again.
    assert json.loads(left)["pid"] == os.getpid()
    assert told_by(owned) == (None, "")
    lock.release()


def test_another_process_than_the_owner_is_believed_nothing(owned: Path) -> None:
    for pid in (1, os.getppid(), 99_999_999):
        announce(owned, replace(HERE, pid=pid))
        assert told_by(owned) == (None, "")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:7860",  # where this machine was before it came into another network
        "http://[2001:db8::1]:7860",
        "http://169.254.169.254",
        "http://127.0.0.1@192.0.2.1:7860",
        "http://:7860",
        "http://[",
        "nowhere",
        "",
    ],
)
def test_no_token_is_sent_to_another_machine(owned: Path, url: str) -> None:
    announce(owned, replace(HERE, url=url))
    found, told = told_by(owned)
    assert found is None
    assert "is not of this machine" in told


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "device"])
def test_what_is_no_file_is_not_used(owned: Path, kind: str) -> None:
    path = owned / "server.json"
    if kind == "link":
        path.rename(owned / "elsewhere.json")
        path.symlink_to(owned / "elsewhere.json")
    elif kind == "device":
        path.unlink()
        path.symlink_to("/dev/zero")
    else:
        path.unlink()
        os.mkfifo(path, 0o600) if kind == "pipe" else path.mkdir(0o700)
    found, told = told_by(owned)
    assert found is None
    assert "server.json is not used" in told


@pytest.mark.parametrize("text", ["null", "{", "[" * 100_000, '{"url": "' + "x" * 100_000])
def test_what_is_no_address_is_no_server(owned: Path, text: str) -> None:
    (owned / "server.json").write_text(text)
    assert told_by(owned) == (None, "")
