"""Asks each site's robots.txt what may be fetched, as RFC 9309 says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import FetchError
from rag.web.links import Link
from rag.web.turns import Clock

if TYPE_CHECKING:
    from protego import Protego

MOST_BYTES = 500 * 1024
"""Of a robots.txt; the rest is not read. RFC 9309, 2.5."""

_KEPT = 24 * 3600.0  # seconds, the most that RFC 9309, 2.4 allows
_KEPT_FAILURE = 300.0  # so that thirty links of a site that is down do not wait thirty times
_MOST_SITES = 1000
_TOO_MANY = 429  # a client error by its number, yet it says that the server is overloaded

ReadRobots = Callable[[Link], tuple[int, bytes]]
"""Returns the status and the beginning of a robots.txt after redirects; raises `FetchError`."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of a site until `until`: its rules (None: all is allowed) or why none."""

    until: float
    rules: Protego | None = None
    failure: FetchError | None = None


class Robots:
    """Remembers the robots.txt of the sites that were asked."""

    def __init__(self, agent: str, read: ReadRobots, clock: Clock) -> None:
        """Take the User-Agent; what stands before its version is the name that rules are for."""
        self._name = agent.partition("/")[0].strip().lower()
        self._read = read
        self._clock = clock
        self._sites: dict[str, _Rules] = {}
        self._asking: dict[str, threading.Lock] = {}

    def check(self, link: Link) -> float:
        """Return the crawl delay in seconds that the site of a link asks for, 0 for none.

        Raises `FetchError` where its robots.txt forbids the link, or cannot be read for now: a site
        that is out of order is left alone.
        """
        with self._asking.setdefault(link.origin, threading.Lock()):
            known = self._known(link)
        if known.failure is not None:
            raise known.failure.about(link.url)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(link.url, self._name):
            raise FetchError(
                link.url,
                f"robots.txt of {link.authority} does not allow it; ask the site, or save the page "
                "and index the file",
            )
        return known.rules.crawl_delay(self._name) or 0.0

    def _known(self, link: Link) -> _Rules:
        known = self._sites.get(link.origin)
        if known is None or known.until <= self._clock.now():
            if len(self._sites) >= _MOST_SITES:
                self._sites.clear()
                self._asking.clear()
            known = self._sites[link.origin] = self._ask(link)
        return known

    def _ask(self, link: Link) -> _Rules:
        robots = Link(link.scheme, link.host, link.port, "/robots.txt")
        now = self._clock.now()
        try:
            status, body = self._read(robots)
        except FetchError as error:
            # What will not pass, such as redirects in a circle, counts as no robots.txt. Where the
            # site itself is the reason, the link is refused for the same one.
            failure = error if error.retryable else None
            return _Rules(now + _KEPT_FAILURE, failure=failure)
        if status >= 500 or status == _TOO_MANY:
            reason = (
                f"{link.authority} answers {status} when asked for its robots.txt, so nothing is "
                "fetched from it for now; try again later"
            )
            busy = FetchError(link.url, reason, status=status, retryable=True)
            return _Rules(now + _KEPT_FAILURE, failure=busy)
        return _Rules(now + _KEPT, _parse(body) if 200 <= status < 300 else None)


def _parse(body: bytes) -> Protego:
    from protego import Protego

    return Protego.parse(body.decode("utf-8-sig", "replace"))
