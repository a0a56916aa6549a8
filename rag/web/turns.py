"""Spaces out the requests to each host, and keeps them one at a time."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LONGEST_PAUSE = 30.0
"""Seconds. A longer crawl delay is taken as this one: a desk reads a few pages of a site, and no
archive of it."""

_HOSTS_KEPT = 10_000  # beyond them the hosts that owe no pause are forgotten


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells the time in seconds, from any beginning, and what waits."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class _HostTurns:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    pause: float = 0.0


class Turns:
    """Lends each host to one request at a time, `pause` seconds after the one before."""

    def __init__(self, pause: float, clock: Clock) -> None:
        self._pause = pause
        self._clock = clock
        self._hosts: dict[str, _HostTurns] = defaultdict(_HostTurns)
        self._lock = threading.Lock()

    @property
    def longest_wait(self) -> float:
        """Return the seconds that are waited for a host at most."""
        return LONGEST_PAUSE + self._pause

    @contextmanager
    def take(self, host: str, *, waits: bool = True) -> Iterator[None]:
        """Hold a host for a `with` block. Unless it `waits` there is no pause before nor after.

        A rest longer than a pause is not waited for: the block is to ask whether the host is
        `resting`, for that may have begun while this one waited for its turn.
        """
        turns = self._of(host)
        with turns.lock:
            wait = turns.free_at - self._clock.now()
            if waits and 0 < wait <= self.longest_wait:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                if waits:
                    pause = max(self._pause, turns.pause)
                    turns.free_at = max(turns.free_at, self._clock.now() + pause)

    def slow_down(self, host: str, pause: float) -> None:
        """Leave at least `pause` seconds between requests to a host, as its robots.txt asks."""
        self._of(host).pause = min(pause, LONGEST_PAUSE)

    def rest(self, host: str, seconds: float) -> None:
        """Ask nothing of a host for so many seconds."""
        turns = self._of(host)
        turns.free_at = max(turns.free_at, self._clock.now() + seconds)

    def resting(self, host: str) -> float:
        """Return how many seconds a host is still to be left alone."""
        return max(0.0, self._of(host).free_at - self._clock.now())

    def _of(self, host: str) -> _HostTurns:
        with self._lock:
            if len(self._hosts) > _HOSTS_KEPT:
                self._forget_idle()
            return self._hosts[host]

    def _forget_idle(self) -> None:
        now = self._clock.now()
        for host, turns in list(self._hosts.items()):
            if turns.free_at <= now and not turns.lock.locked():
                del self._hosts[host]
