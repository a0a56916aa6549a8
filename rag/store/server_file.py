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

from rag.store.lock import SERVER, is_held_by

FILE = SERVER

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
    library. Nor does one whose address is none of this machine any more, as of a laptop in another
    network: somebody else may have it there, and would be sent the token. `tell` is given a line
    where there is a file that cannot be trusted.
    """
    path = folder / FILE
    try:
        text = _read_own(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        tell(f"{path} is not used: {error.strerror}")
        return None
    address = _address(text)
    if address is None or not is_held_by(folder, address.pid):
        return None
    if not _is_here(address.url):
        tell(f"{path} is not used: {address.url} is not of this machine; start the server anew")
        return None
    return address


def _read_own(path: Path) -> str:
    """Read a file of this user that no other can read or change. Raises `OSError`."""
    # Without O_NONBLOCK a pipe in its place would be waited for without end.
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, os.O_RDONLY | flags), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise PermissionError(None, "it is no file")
        if hasattr(os, "geteuid") and state.st_uid != os.geteuid():
            raise PermissionError(None, "it belongs to another user")
        if os.name == "posix" and stat.S_IMODE(state.st_mode) & 0o077:
            raise PermissionError(
                None, "others can read it; end the server and start it again, for a new token"
            )
        return file.read().decode(errors="replace")


def _is_here(url: str) -> bool:
    """Tell whether all addresses of a server's host are of this machine: it can listen there."""
    import socket
    from urllib.parse import urlsplit

    try:
        host = urlsplit(url).hostname or ""
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM) if host else []
        for family, kind, number, _, place in found:
            with socket.socket(family, kind, number) as one:
                one.bind(place)
    except (OSError, ValueError):  # UnicodeError, for what is no name, is a ValueError
        return False
    return bool(found)


def _address(text: str) -> ServerAddress | None:
    """Return the address that a file holds; None for anything else."""
    try:
        written = json.loads(text)
        address = ServerAddress(**written)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (address.url, address.token, address.version)
    sound = all(isinstance(one, str) for one in texts) and isinstance(address.settings, dict)
    numbers = isinstance(address.pid, int) and isinstance(address.protocol, int)
    return address if sound and numbers else None
