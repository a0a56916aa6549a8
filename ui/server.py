"""Serving the page until it is interrupted."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.settings import Settings, told_settings
from rag.store.server_file import ServerAddress, announce, new_token, withdraw
from ui.guard.security import host_names, is_loopback

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from rag.service import Service

GRACE = 1
"""Seconds that what is still being sent gets when the server is told to end, after its jobs and
streams have ended (`ui.guard.closing`)."""

ANSWERS_GRACE = 5.0
"""Seconds that answers get to end before that, unless the operator says otherwise. Containers are
commonly killed ten seconds after they are told to end."""

CONNECTIONS = 800
"""Connections at one time; more are answered with 503. Three for each tab that may be open, and
below the 1,024 files that a process may commonly open."""

MAX_HEAD = 32_000
"""Bytes of the address and the headers of a request; an address that names a citation is the
longest that the page asks for."""

UNACKNOWLEDGED = 15
"""Seconds after which a connection is cut whose other end takes nothing of what it was sent."""

_log = logging.getLogger(__name__)


def serve(
    desk: Service,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    allowed: Collection[str] = (),
    grace: float = ANSWERS_GRACE,
    is_open: bool = False,
) -> None:
    """Serve the page of `desk` at `http://host:port` and return when interrupted.

    Answers that are being written then get `grace` seconds to end. A signal to terminate is an
    interruption, too. It answers to the names of loopback, to `host` and to those `allowed`. The
    port is taken first, so that a port in use is a `UsageError` at once. Where nobody was added to
    the library, whoever reaches the page may do everything; on any host or under any name but this
    machine's own that is a `UsageError` unless `is_open`. What other machines can do is printed.
    Raises `LibraryError` where it cannot be read who was added.
    """
    opening = opening_of(desk, host, allowed, is_open=is_open)
    with terminated_as_interrupted(), listener(host, port) as sock:
        from ui.app import build_app
        from ui.desk_server import DeskServer

        app = build_app(
            desk, hosts=opening.hosts, owner_token=opening.token, is_open=opening.is_open
        )
        server = DeskServer(app, configuration(app), grace=grace)
        number = sock.getsockname()[1]
        with announced(desk.settings, opening, number), contextlib.suppress(KeyboardInterrupt):
            greet(opening, number)
            server.run(sockets=[sock])
        _log.info("ended")


@dataclass(frozen=True, slots=True)
class PageOpening:
    """To whom a page is opened: the names under which it may be asked for, and whether everybody is
    let in as long as nobody was added. `token` is its owner's."""

    host: str
    hosts: tuple[str, ...]
    is_open: bool
    knows_anybody: bool
    articles: int
    token: str = field(default_factory=new_token, repr=False)


def opening_of(desk: Service, host: str, allowed: Collection[str], *, is_open: bool) -> PageOpening:
    """Return to whom the page of a library is opened; raises what `serve` does."""
    hosts = host_names(host, allowed)
    # Read now in any case: damage is told before anybody is served, and the file is made while
    # there is room on the disk, so that a disk that fills up keeps nobody out.
    knows_anybody = desk.people.any()
    # A name of another kind is given where a proxy on this machine lets others in.
    others = [f"--host {host}"] if not is_loopback(host) else []
    others += [f"--allow-host {name}" for name in allowed if not is_loopback(name)]
    if others and not (is_open or knows_anybody):
        raise UsageError(refusal(others[0]))
    return PageOpening(host, hosts, not others or is_open, knows_anybody, desk.count())


def greet(opening: PageOpening, port: int) -> None:
    """Say that the page is served, to the terminal and to the log."""
    host = opening.host
    fields = {"host": host, "port": port, "articles": opening.articles}
    _log.info("started", extra={"fields": fields})
    name = f"[{host}]" if ":" in host else host
    # Whoever waits for this line can give a command at once.
    print(f"مُوجَز · Mujaz: http://{name}:{port} (Ctrl+C ends it)", flush=True)
    if not is_loopback(host):
        told = warning(port, opening.hosts, asks_who=opening.knows_anybody)
        print(told, file=sys.stderr, flush=True)


@contextlib.contextmanager
def announced(settings: Settings, opening: PageOpening, port: int) -> Iterator[None]:
    """Tell the commands of this user where the server is, for the block."""
    folder = settings.folder
    address = ServerAddress(
        url=f"http://{_own_name(opening.host)}:{port}",
        token=opening.token,
        pid=os.getpid(),
        version=version("mujaz"),
        settings=told_settings(settings),
    )
    try:
        announce(folder, address)
    except OSError as error:  # the page works all the same
        _log.warning("other commands will not find this server: %s", error.strerror)
    try:
        yield
    finally:
        withdraw(folder)


def _own_name(host: str) -> str:
    """Return the name by which this machine reaches a server bound to `host`."""
    own = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{own}]" if ":" in own else own


@contextlib.contextmanager
def terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does: a library is closed before its process ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def configuration(app: ASGIApp, *, grace: int = GRACE) -> uvicorn.Config:
    """Return the settings of the server: few log lines, limits, and no WebSockets."""
    import uvicorn

    from ui.desk_connection import DeskConnection

    return uvicorn.Config(
        app,
        log_config=None,  # its lines go where all of them go
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        # Over h11: httptools, which uvicorn prefers, takes headers without end.
        http=DeskConnection,
        h11_max_incomplete_event_size=MAX_HEAD,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=grace,
    )


_OPEN = (
    "whoever opens the page can ask questions and start runs at your model's cost, read all "
    "articles and conversations, add articles and remove them, and have links fetched"
)


def refusal(option: str) -> str:
    """Return why a page that knows nobody is not opened to other machines by an option, and what to
    do."""
    return (
        f"{option} would open the page to whoever can reach it from other machines, and nobody "
        f"has to sign in yet: {_OPEN}. Add the people who may use it, for example "
        "`mujaz user add NAME --permission admin`, or give --open if everybody may"
    )


def warning(port: int, hosts: Collection[str], *, asks_who: bool) -> str:
    """Return a warning of what other machines can do, and under which names.

    `asks_who` says that people have to sign in.
    """
    reached = f"mujaz: port {port} is open to every machine that can reach this one. "
    if asks_who:
        told = (
            "People have to sign in. Unless a proxy before it speaks HTTPS, passwords, tokens and "
            "what is read travel so that others on the way can read them (docs/security.md)."
        )
    else:
        told = f"Nobody has to sign in: {_OPEN}."
    return (
        f"{reached}{told}\n"
        f"mujaz: the page answers to these names only: {', '.join(hosts)}. "
        "Add others with --allow-host NAME."
    )


def listener(host: str, port: int) -> socket.socket:
    """Open a socket that listens on the address; port 0 takes any free one.

    Raises `UsageError`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; each accepted connection takes it over
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED * 1000)
    try:
        sock.bind((host, port))
        sock.listen()
    except OSError as error:
        sock.close()
        raise UsageError(_explain(error, host, port)) from None
    except OverflowError:
        sock.close()
        raise UsageError(f"port {port} is not between 0 and 65535") from None
    return sock


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        free = port + 1 if port < 65535 else port - 1
        return f"port {port} on {host} is in use; choose another, for example --port {free}"
    if error.errno == errno.EACCES:
        return f"port {port} needs administrator rights; choose one above 1023, for example 7860"
    return f"cannot serve on {host!r}: it is not an address of this machine"
