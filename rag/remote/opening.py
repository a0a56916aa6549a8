"""A library as a command finds it: with its server where one runs, otherwise by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rag.errors import ServerError
from rag.remote.terminal_settings import PREFIX, folder_of, terminal_settings
from rag.store.server_file import ServerAddress, running_server

if TYPE_CHECKING:
    from rag.remote.remote_library import RemoteLibrary
    from rag.service import Service

Tell = Callable[[str], None]
"""Says something to the user, on stderr."""

_ADDRESSES = {"openai_base_url", "chroma_url", "milvus_url", "database_url", "proxy"}
_OWN = frozenset({"home", "openai_api_key", *_ADDRESSES})
"""Settings that are not compared with those of a server: its file does not tell them."""


def open_or_connect(tell: Tell) -> Service | RemoteLibrary:
    """Return the library of the settings: that of its server, if one runs, else opened here.

    `tell` is given what the user must know. Raises what `Service.open` raises, `ServerError`.
    """
    found = connected(tell)
    if found is not None:
        return found
    from rag.service import Service
    from rag.settings import Settings

    return Service.open(Settings.load())


def connected(tell: Tell) -> RemoteLibrary | None:
    """Return the library of the settings as its server has it; None where no server runs.

    A server that is gone before anything was asked of it counts as none. Raises `SettingsError`
    for settings that are not valid, `ServerError` for a server of another version.
    """
    given = terminal_settings()
    server = None if given is None else running_server(folder_of(given), tell)
    if given is None or server is None:
        return None
    from rag.remote.remote_library import RemoteLibrary

    _compare(given, server.settings, tell)
    try:
        return RemoteLibrary(server.url, server.token, server=server)
    except ServerError:
        if _is_there(server):
            raise
        return None


def server_of_library() -> ServerAddress | None:
    """Return where the server of the library of the settings listens; None where none runs."""
    given = terminal_settings()
    return None if given is None else running_server(folder_of(given))


def _is_there(server: ServerAddress) -> bool:
    found = server_of_library()
    return found is not None and found.pid == server.pid


def _compare(given: Mapping[str, Any], told: Mapping[str, Any], tell: Tell) -> None:
    """Say which settings of this terminal are not those of the server."""
    other = sorted(
        name
        for name, value in given.items()
        if name not in _OWN and str(value) != str(told.get(name))
    )
    if not other:
        return
    from rag.settings import Settings, told_settings

    own = told_settings(Settings.load())  # which explains what is not valid
    names = [PREFIX + name.upper() for name in other if own.get(name) != told.get(name)]
    if names:
        are = "is" if len(names) == 1 else "are"
        tell(
            f"{', '.join(names)} {are} set otherwise here than for the running server, and its "
            "settings count; start it anew for others"
        )
