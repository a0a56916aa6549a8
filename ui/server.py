"""Serving the page until it is interrupted."""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import TYPE_CHECKING

from rag.errors import UsageError

if TYPE_CHECKING:
    from ui.desk import Desk

GRACE = 3
"""Seconds that open streams get when the server is told to end."""


def serve(desk: Desk, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page of `desk` at `http://host:port` and return when interrupted.

    The port is taken first, so that a port in use is a `UsageError` at once. On any host but
    this machine's own the page is open to whoever can reach it: it has no login.
    """
    with listener(host, port) as sock:
        import uvicorn

        from ui.app import LOOPBACK, build_app

        app = build_app(desk, hosts=LOOPBACK if host in LOOPBACK else None)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )
        name = f"[{host}]" if ":" in host else host
        print(f"مُوجَز · Mujaz: http://{name}:{sock.getsockname()[1]} (Ctrl+C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[sock])


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens on the address; port 0 takes any free one. Raises `UsageError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
