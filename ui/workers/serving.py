"""A page that several processes serve at one port."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import MujazError, UsageError
from rag.garbage import collect_seldom
from rag.settings import Settings
from ui.handover.colleagues import Colleagues
from ui.server import (
    PageOpening,
    announced,
    configuration,
    greet,
    listener,
    terminated_as_interrupted,
)
from ui.workers.crew import READY, Crew
from ui.workers.tuning import MOST_WORKERS, UNANSWERED

if TYPE_CHECKING:
    from rag.service import Service

_log = logging.getLogger(__name__)

Beside = Callable[[int], AbstractContextManager["Service"]]
"""Opens the library in the worker of a number, and does there what is done beside the page. It is
imported by its name in a new process."""


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """What a worker is told: how it opens the library, to whom it opens the page, and its sockets.

    `page` is the one of all, `own` those over which other workers hand requests over.
    """

    opened: Beside
    opening: PageOpening
    grace: float
    page: socket.socket
    own: Sequence[socket.socket]
    paths: Sequence[Path] = field(default=())


def check_workers(settings: Settings, count: int) -> None:
    """Raise `UsageError` where so many processes cannot serve the library of the settings."""
    if count > MOST_WORKERS:
        raise UsageError(f"--workers takes at most {MOST_WORKERS}; serve more on another machine")
    if not hasattr(socket, "AF_UNIX") or sys.platform == "win32":
        raise UsageError("--workers needs Unix sockets, which this system has not")
    needed = {
        "MUJAZ_DATABASE_URL": settings.database_url,
        "MUJAZ_MILVUS_URL": settings.milvus_url,
    }
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise UsageError(
            "--workers needs a library that processes can share; set "
            f"{' and '.join(missing)} (docs/scaling.md), or serve it with one process"
        )


def serve_with_workers(
    settings: Settings, count: int, opened: Beside, opening: PageOpening, *, port: int, grace: float
) -> None:
    """Serve the page at `opening.host` by `count` processes, and return when interrupted.

    The port is taken once, and each connection is taken by whichever worker is free. A worker that
    dies is started again. Raises `UsageError` and `LibraryError`.
    """
    with (
        listener(opening.host, port) as page,
        _own_sockets(count) as (own, paths),
        announced(settings, opening, page.getsockname()[1]),
    ):
        order = WorkerOrder(opened, opening, grace, page, own, paths)
        ready = partial(greet, opening, page.getsockname()[1])
        Crew(count, partial(work, order), grace=grace, ready=ready).run()
    _log.info("ended")


def work(order: WorkerOrder, number: int, pipe: Connection) -> None:
    """Serve as the worker of a number, until the parent says `END` or is no more."""
    os.setpgid(0, 0)  # Ctrl-C is for the parent, which tells the workers
    collect_seldom()
    ending = WorkerEnding(pipe)
    try:
        with terminated_as_interrupted(), contextlib.suppress(KeyboardInterrupt):
            threading.Thread(target=ending.wait, name="mujaz-parent", daemon=True).start()
            with order.opened(number) as desk:
                _serve(order, number, desk, ending)
    except MujazError as error:
        pipe.send(str(error))
        sys.exit(1)


class WorkerEnding:
    """What the parent says to a worker: to end, and then to wait for less."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.hurry: Sequence[Callable[[], None]] = ()

    def wait(self) -> None:
        """Have this process end when the parent says so or has gone."""
        try:
            self.pipe.recv()
            os.kill(os.getpid(), signal.SIGTERM)
            for told in range(2):
                self.pipe.recv()
                if told < len(self.hurry):
                    self.hurry[told]()
        except (EOFError, OSError):
            os.kill(os.getpid(), signal.SIGTERM)


def _serve(order: WorkerOrder, number: int, desk: Service, ending: WorkerEnding) -> None:
    from ui.app import build_app
    from ui.workers.worker_server import WorkerServer

    app = build_app(
        desk,
        hosts=order.opening.hosts,
        owner_token=order.opening.token,
        is_open=order.opening.is_open,
        colleagues=Colleagues(order.paths, number),
    )
    ready = partial(ending.pipe.send, READY)
    server = WorkerServer(app, configuration(app), grace=order.grace, ready=ready)
    ending.hurry = (server.hurry, server.force)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[order.page, order.own[number]])
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the library is being closed


@contextlib.contextmanager
def _own_sockets(count: int) -> Iterator[tuple[list[socket.socket], list[Path]]]:
    """Open a socket for each worker in a folder that only this user can enter.

    They outlive a worker: what is asked while it is started again waits for it.
    """
    # Not in the library's folder: the path of a socket has at most 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="mujaz-"))
    paths = [folder / str(number) for number in range(count)]
    try:
        with contextlib.ExitStack() as opened:
            sockets = []
            for path in paths:
                one = opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                one.bind(str(path))
                one.listen(UNANSWERED)
                sockets.append(one)
            yield sockets, paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)
