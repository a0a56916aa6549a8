"""A Milvus server for trials: milvus-lite's own, as a process that several others can share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STARTING = 60.0  # seconds

# milvus-lite reads the environment when it starts. It searches anew what has not been written to
# a file yet, a millisecond a chunk: with files of a few megabytes that stays little.
_ENVIRONMENT = {"MILVUS_LITE_MEMTABLE_MEMORY_LIMIT_BYTES": "2000000"}


class MilvusServer:
    """milvus-lite over its folder, at `url`. What was acknowledged survives `kill` and `start`."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self._folder = folder
        self.port = port or _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # One worker: milvus-lite does not guard a collection against writers side by side.
        arguments = ["--data-dir", str(self._folder / "data"), "--host", "127.0.0.1"]
        arguments += ["--port", str(self.port), "--max-workers", "1"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "milvus_lite", "server", *arguments],
                stdout=log,
                stderr=log,
                env=os.environ | _ENVIRONMENT,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + _STARTING
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"milvus-lite ended; see {self._folder / 'log'}")
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("milvus-lite did not start")

    def kill(self) -> None:
        """End the server as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_milvus(folder: Path) -> Iterator[MilvusServer]:
    """Run a server over a folder, and end it."""
    server = MilvusServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
