"""Signals that end a command: the first at the next good moment, the second at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from mujaz.cli.stopping import stopped_by


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_for_an_end_and_then_all_is_as_before(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stopped_by(signal.SIGINT, signal.SIGTERM) as stop:
        assert not stop.is_set()
        send(number)
        assert stop.wait(10)
        assert signal.getsignal(number) is before
    assert signal.getsignal(number) is before


def test_a_second_ctrl_c_interrupts() -> None:
    with stopped_by(signal.SIGINT) as stop:
        send(signal.SIGINT)
        assert stop.wait(10)
        with pytest.raises(KeyboardInterrupt):
            send(signal.SIGINT)


def test_a_signal_may_come_while_the_event_is_waited_for_or_set() -> None:
    """Both hold its lock for a moment. Another process tries it, as it could wait for ever."""
    script = """
import os, signal
from mujaz.cli.stopping import stopped_by
with stopped_by(signal.SIGINT, signal.SIGTERM) as stop:
    with stop._cond:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    print(stop.wait(10))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=60, text=True
    )
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stopped_by(signal.SIGINT) as stop:
            send(signal.SIGINT)
            assert not stop.wait(0.2)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
