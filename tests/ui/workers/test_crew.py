"""The parent of workers goes on where the system refuses it something."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import pytest

from ui.workers.crew import READY, Crew


def served(number: int, pipe: Connection) -> None:
    """Serve until told to end."""
    pipe.send(READY)
    pipe.recv()


def test_a_worker_that_cannot_be_started_is_started_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start = SpawnProcess.start

    def refused(process: SpawnProcess) -> None:
        monkeypatch.setattr(SpawnProcess, "start", start)
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(SpawnProcess, "start", refused)
    workers = Crew(1, served, grace=5.0, ready=lambda: os.kill(os.getpid(), signal.SIGTERM))
    workers.run()
    assert "worker 0 could not be started (Cannot allocate memory)" in caplog.text
    assert not multiprocessing.active_children()
