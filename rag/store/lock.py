"""One process owns a library: two writers on one Chroma folder corrupt it without an error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from rag.disk import disk_fault
from rag.errors import LibraryError, LibraryLockedError

_LOCK, _OWNER = "lock", "owner.json"

SERVER = "server.json"
"""Where a server that owns the library says how it is reached (`rag.store.server_file`)."""


class LibraryLock:
    """Held from `acquire` to `release`. The system lets go of it when the process dies."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self._lock = FileLock(folder / _LOCK, timeout=0)
        self._owner = folder / _OWNER
        self._folder = folder

    def acquire(self) -> None:
        """Take the lock.

        Raises `LibraryLockedError` naming the owner, `LibraryError` for a read-only folder.
        """
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            raise LibraryLockedError(self._refusal()) from None
        except OSError as error:
            raise disk_fault(error, self._folder) or LibraryError(
                f"{self._folder / 'lock'} cannot be written ({error.strerror}); see what stands "
                "there, or choose another folder with MUJAZ_HOME"
            ) from None
        # What a killed server has left names no server any more, and yet would be believed where
        # the new owner has its number: in a container each has the number 1.
        with suppress(OSError):
            (self._folder / SERVER).unlink(missing_ok=True)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
        # It only tells others who holds the lock; a full disk shows where it matters.
        with suppress(OSError):
            self._owner.write_text(json.dumps({"pid": os.getpid(), "command": command}))

    def release(self) -> None:
        with suppress(OSError):
            self._owner.unlink(missing_ok=True)
        self._lock.release()

    def _refusal(self) -> str:
        command = ""
        try:
            owner = json.loads(self._owner.read_text())
            command = str(owner["command"])
            who = f"process {owner['pid']} ({command})"
        except (OSError, ValueError, KeyError, TypeError):
            who = "another process"
        if command.endswith(" serve"):
            advice = "it starts, ends or does not let you in; try again in a moment, or end it"
        else:
            advice = "wait for it, or end it; commands share a library while `mujaz serve` runs"
        return (
            f"the library in {self._folder} is in use by {who}: {advice}. Another folder is chosen "
            "with MUJAZ_HOME"
        )


def is_held_by(folder: Path, pid: int) -> bool:
    """Tell whether a process owns the library in a folder, without taking it away from anybody.

    Who owns it has written down its number, and the lock is held for as long as it lives. Never so
    where the system has no locks of this kind.
    """
    try:
        written = json.loads((folder / _OWNER).read_text())
        return bool(written["pid"] == pid) and _is_locked(folder / _LOCK)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_locked(path: Path) -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
