"""How often somebody may do something: token buckets, one for each name."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000
"""Names that are remembered. The one that has been quiet for longest is forgotten, and so begins
with a full bucket; that is some 2 MB."""


class TokenBuckets:
    """Lets each name do something `burst` times at once, and `per_second` times in the long run.

    Used within one event loop. `clock` returns seconds.
    """

    def __init__(
        self,
        *,
        burst: float,
        per_second: float,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._most = most
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token of a name and return 0, or return the seconds until there is one."""
        now = self._clock()
        level, at = self._levels.get(name, (self._burst, now))
        level = min(self._burst, level + (now - at) * self._per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self._per_second
        self._keep(name, level if wait else level - 1, now)
        return wait

    def give_back(self, name: str) -> None:
        """Put a token back that a name has taken."""
        level, at = self._levels.get(name, (self._burst, self._clock()))
        self._keep(name, min(self._burst, level + 1), at)

    def _keep(self, name: str, level: float, at: float) -> None:
        self._levels[name] = (level, at)
        self._levels.move_to_end(name)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
