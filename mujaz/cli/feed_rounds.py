"""Reads the watched feeds again and again while the page is served."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.errors import MujazError

if TYPE_CHECKING:
    from rag.service import Service

_JITTER = 0.1  # of the pause, so that many desks do not ask a site in the same second
_PATIENCE = 5.0
"""Seconds that the end of the server waits for a page that is being fetched."""

_log = logging.getLogger(__name__)


@contextmanager
def feeds_read_every(service: Service, minutes: int | None) -> Iterator[None]:
    """Read the feeds in a thread, at once and then after so many minutes each, until the end of
    the block; None reads them never."""
    if minutes is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=_read_again, args=(service, minutes, stop), name="mujaz-feeds", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE)


def _read_again(service: Service, minutes: int, stop: threading.Event) -> None:
    """Read the feeds until `stop` is set. What fails in one round may pass before the next."""
    while not stop.is_set():
        try:
            read_feeds_once(service, minutes, stop)
        except MujazError as error:
            _log.warning("the feeds were not read: %s", error)
        stop.wait(pause(minutes))


def read_feeds_once(service: Service, minutes: int, stop: threading.Event) -> None:
    """Read the feeds that are due by rounds of so many minutes, and log what came of it."""
    if not service.feeds():
        return
    started = time.monotonic()
    report = service.read_due_feeds(minutes, stop=stop)
    counts = (report.added, report.updated, report.failed, time.monotonic() - started)
    _log.info("feeds: %d added, %d updated, %d failed in %.1f s", *counts)


def pause(minutes: int) -> float:
    """Return the seconds until the next round, about so many minutes."""
    return minutes * 60 * random.uniform(1 - _JITTER, 1 + _JITTER)
