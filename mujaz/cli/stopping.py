"""Lets a signal end a command at the next good moment, and a second one at once."""

from __future__ import annotations

import _thread
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any


@contextmanager
def stopped_by(*numbers: signal.Signals) -> Iterator[Event]:
    """Lend an event that the first of some signals sets; after it, that signal does what it did
    before the block. One that is ignored, as Ctrl-C is in a script's background, stays so."""
    stop = Event()
    before = {number: signal.getsignal(number) for number in numbers}
    known = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def on_signal(number: int, frame: Any) -> None:
        signal.signal(number, before[signal.Signals(number)])
        # In a thread: the signal may have come while this one held the lock of the event, in its
        # `wait` or in the `set` of another signal, and would wait for itself.
        _thread.start_new_thread(stop.set, ())

    for number in known:
        signal.signal(number, on_signal)
    try:
        yield stop
    finally:
        for number in known:
            signal.signal(number, before[number])
