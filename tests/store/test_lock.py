from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import LibraryLockedError
from rag.store.lock import LibraryLock

HOLD = """
import sys
from pathlib import Path
from rag.store.lock import LibraryLock
lock = LibraryLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that owns the library until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_with_the_owners_pid(tmp_path: Path) -> None:
    with hold(tmp_path) as owner:
        with pytest.raises(LibraryLockedError, match=rf"process {owner.pid}\b.*MUJAZ_HOME"):
            LibraryLock(tmp_path).acquire()
        for command, advice in (("mujaz ask", "wait for it"), ("mujaz serve", "in a moment")):
            (tmp_path / "owner.json").write_text(f'{{"pid": 1, "command": "{command}"}}')
            with pytest.raises(LibraryLockedError, match=advice):
                LibraryLock(tmp_path).acquire()
        owner.kill()


def test_a_killed_owner_leaves_the_library_free(tmp_path: Path) -> None:
    with hold(tmp_path) as owner:
        owner.kill()
        owner.wait()
    lock = LibraryLock(tmp_path)
    lock.acquire()
    assert str(os.getpid()) in (tmp_path / "owner.json").read_text()
    lock.release()


def test_a_released_library_can_be_owned_again(tmp_path: Path) -> None:
    for _ in range(2):
        lock = LibraryLock(tmp_path)
        lock.acquire()
        lock.release()
