"""Where the server of a library listens: a file in its folder that only its owner can read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.store.lock import is_held_by

FILE = "server.json"

PROTOCOL = 1
"""The version of what a server and its clients say to each other. It changes with the methods of a
library, and with its records where an older reader would misunderstand them."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server listens, the token that shows its owner's right, the server's process, its
    version, and the settings that it works by, without keys."""

    url: str
    token: str = field(repr=False)
    pid: int
    version: str
    settings: Mapping[str, Any]
    protocol: int = PROTOCOL


def new_token() -> str:
    """Return a token of 256 bits, which nobody can guess."""
    import secrets

    return secrets.token_urlsafe(32)


def announce(folder: Path, address: ServerAddress) -> None:
    """Write the file of the server that this process is, readable to nobody else at any time."""
    path = folder / f"{FILE}.{os.getpid()}"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(address), file)
    path.replace(folder / FILE)


def withdraw(folder: Path) -> None:
    """Remove the file."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def running_server(
    folder: Path, tell: Callable[[str], None] = lambda _: None
) -> ServerAddress | None:
    """Return where the server of a library listens; None where none runs.

    A file that a killed server has left counts for nothing: the process that it names must own the
    library. `tell` is given a line where there is a file that cannot be trusted.
    """
    path = folder / FILE
    try:
        text = _read_own(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        tell(f"{path} is not used: {error.strerror}")
        return None
    address = _address(text)
    return address if address and is_held_by(folder, address.pid) else None


def _read_own(path: Path) -> str:
    """Read a file of this user that no other can read or change. Raises `OSError`."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        state = os.fstat(file.fileno())
        if hasattr(os, "geteuid") and state.st_uid != os.geteuid():
            raise PermissionError(None, "it belongs to another user")
        if os.name == "posix" and stat.S_IMODE(state.st_mode) & 0o077:
            raise PermissionError(
                None, "others can read it; end the server and start it again, for a new token"
            )
        return file.read().decode(errors="replace")


def _address(text: str) -> ServerAddress | None:
    """Return the address that a file holds; None for anything else."""
    try:
        written = json.loads(text)
        address = ServerAddress(**written)
    except (ValueError, TypeError):
        return None
    texts = (address.url, address.token, address.version)
    sound = all(isinstance(one, str) for one in texts) and isinstance(address.settings, dict)
    numbers = isinstance(address.pid, int) and isinstance(address.protocol, int)
    return address if sound and numbers else None
