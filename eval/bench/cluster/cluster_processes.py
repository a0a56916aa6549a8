"""The servers and workers of a cluster as processes that are killed and started anew."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

_END_SECONDS = 60

_ALIVE = (2.0, 8.0)
"""Seconds between two kills of processes that have begun to work; those that start are let start,
which takes seconds, on a busy machine many."""

_BEGINS = "work begins"  # in the log of a worker

_DEAD = 1.5  # seconds at most until one that was killed is started anew


class ClusterProcess:
    """A `mujaz serve` or `mujaz work` in a folder of its own, as on a machine of its own."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        folder: Path,
        settings: Mapping[str, str],
        *,
        port: int | None = None,
    ) -> None:
        """Take the words of the command, and the `port` on which a server listens."""
        self.name = name
        self._port = port
        self._starts = 0
        self.log = folder / f"{name}.log"
        home = folder / name
        home.mkdir()
        self._command = [sys.executable, "-m", "mujaz", *words]
        self._environment = {**os.environ, **settings, "MUJAZ_HOME": str(home)}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.ended_alone: list[int] = []
        """The exit codes with which it has ended although nobody killed it."""

    def start(self) -> None:
        """Start it, unless it runs."""
        with self._lock:
            if self._process is None:
                self._starts += 1
                with self.log.open("ab") as log:
                    self._process = subprocess.Popen(
                        self._command, env=self._environment, stdout=log, stderr=log
                    )

    @property
    def works(self) -> bool:
        """Tell whether it has begun to work since it was started."""
        if self._port is None:
            return self.log.read_text(encoding="utf-8").count(_BEGINS) >= self._starts
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self._port)) == 0

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        self._stop(signal.SIGKILL)

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        return self._stop(signal.SIGTERM)

    def _stop(self, number: signal.Signals) -> int:
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return 0
            if process.poll() is not None:
                self.ended_alone.append(process.returncode)
                return process.returncode
            process.send_signal(number)
            return process.wait(_END_SECONDS)


class Killer:
    """Kills processes at random moments in a thread, and starts them anew, until it is stopped."""

    def __init__(self, processes: Sequence[ClusterProcess], seed: int) -> None:
        self.kills = 0
        self._processes = processes
        self._random = Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Kill nobody any more; all processes run."""
        self._stop.set()
        self._thread.join()
        for process in self._processes:
            process.start()

    def _run(self) -> None:
        while not self._stop.wait(self._random.uniform(*_ALIVE)):
            at_work = [one for one in self._processes if one.works]
            if not at_work:
                continue
            process = self._random.choice(at_work)
            process.kill()
            self.kills += 1
            self._stop.wait(self._random.uniform(0, _DEAD))
            process.start()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
