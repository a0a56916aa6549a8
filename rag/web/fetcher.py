"""Fetches one link after the other: checked, polite, bounded in time and size."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

from rag.errors import FetchError
from rag.servers import hush
from rag.web.connections import NetworkAccess
from rag.web.http_replies import BUSY, NOT_MODIFIED, PERMANENT, HttpReply, refusal
from rag.web.links import Link, parse_link
from rag.web.robots import MOST_BYTES, Robots
from rag.web.sending import ReplyBounds, check_proxy, request_headers, send
from rag.web.turns import LONGEST_PAUSE, Clock, Turns

_LONGEST_REST = 24 * 3600.0  # seconds; a longer Retry-After is a mistake
_REST = 60.0  # seconds, after a 429 that does not say how long
# What may be sent back of a server's own ETag and Last-Modified.
_PRINTABLE = re.compile(r"[!-~](?:[ -~]{0,1000}[!-~])?")


@dataclass(frozen=True, slots=True)
class FetchBounds:
    """The bounds of one fetch, redirects included, and of all fetches together.

    `seconds` are those of the network alone, the pauses between requests not counted. `bytes` are
    those of a body after decompression.
    """

    bytes: int = 20_000_000
    seconds: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 15.0
    redirects: int = 5
    at_once: int = 4
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came. `etag` and `modified` are given back to `fetch` the next time.

    `url` is the address after redirects. `body` is decompressed, and empty if `not_modified`.
    `content_type` is without parameters, in lower case; `charset` is that of the header alone.
    `moved` tells that the address has changed for good: each redirect said that it is permanent.
    """

    url: str
    status: int
    body: bytes
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: bool = False

    @property
    def not_modified(self) -> bool:
        return self.status == NOT_MODIFIED


def own_agent() -> str:
    """Return the User-Agent of whoever sets none: the program's name and version."""
    try:
        return f"mujaz/{version('mujaz')}"
    except PackageNotFoundError:  # run from its files, without being installed
        return "mujaz"


@dataclass
class _Visit:
    """One fetch on its way: `left` are the seconds of the network that it may still take."""

    conditions: dict[str, str]
    bounds: ReplyBounds
    left: float
    hosts: set[str] = field(default_factory=set)


class Fetcher:
    """Fetches links; safe to use from many threads, one request at a time for each host.

    No cookies are kept or sent, and no credentials; no setting of the environment is read.
    """

    def __init__(
        self,
        *,
        agent: str,
        bounds: FetchBounds | None = None,
        network: NetworkAccess | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Take the User-Agent, which names whom a site can ask, and how the network is reached."""
        self._agent = agent
        self._bounds = bounds or FetchBounds()
        self._network = network or NetworkAccess()
        self._turns = Turns(self._bounds.pause, clock or Clock())
        self._robots = Robots(agent, self._read_robots, clock or Clock())
        self._at_once = threading.BoundedSemaphore(self._bounds.at_once)
        self._closed = False
        if self._network.proxy is not None:
            check_proxy(self._network.proxy)
        hush()

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """Fetch an http or https link, following redirects.

        With `etag` or `modified` of the time before, the server may reply that nothing has changed.
        Raises `FetchError`, whose source is `url`, for whatever brings no page.
        """
        conditions = _conditions(etag, modified)
        bounds = self._reply_bounds(self._bounds.bytes)
        first = parse_link(url)
        try:
            link, reply = self._follow(first, conditions, bounds)
            unchanged = bool(conditions) and reply.status == NOT_MODIFIED
            if not 200 <= reply.status < 300 and not unchanged:
                raise refusal(link.url, reply.status, reply.retry_after)
        except FetchError as error:
            raise error.about(url) from None
        return Fetched(
            url=link.url,
            status=reply.status,
            body=reply.body,
            content_type=reply.content_type,
            charset=reply.charset,
            etag=reply.headers.get("etag"),
            modified=reply.headers.get("last-modified"),
            moved=link != first and reply.moved,
        )

    def close(self) -> None:
        """End; whatever is fetched afterwards is refused."""
        self._closed = True

    def _read_robots(self, robots: Link) -> tuple[int, bytes]:
        _, reply = self._follow(robots, {}, self._reply_bounds(MOST_BYTES, cut=True))
        return reply.status, reply.body

    def _reply_bounds(self, most: int, *, cut: bool = False) -> ReplyBounds:
        bounds = self._bounds
        return ReplyBounds(most, cut, bounds.connect_seconds, bounds.read_seconds)

    def _follow(
        self, first: Link, conditions: dict[str, str], bounds: ReplyBounds
    ) -> tuple[Link, HttpReply]:
        """Return the reply that is no redirect, and its link. Every step is checked like the first.

        What may be cut is a robots.txt, for which no robots.txt is asked.
        """
        visit = _Visit(conditions, bounds, left=self._bounds.seconds)
        link, moved = first, True
        for _ in range(self._bounds.redirects + 1):
            try:
                if not bounds.cut:
                    self._turns.slow_down(link.host, self._robots.check(link))
                reply = self._ask(link, visit)
                if reply.location is None:
                    return link, replace(reply, moved=moved)
                moved = moved and reply.status in PERMANENT
                following = _redirected(link, reply.location)
            except FetchError as error:
                if link is first:
                    raise
                raise error.about(first.url, f"it leads to {link.url}, where ") from None
            link = following
        raise FetchError(
            first.url,
            f"it leads in a circle or through more than {self._bounds.redirects} redirects; "
            "check the link",
        )

    def _ask(self, link: Link, visit: _Visit) -> HttpReply:
        """Ask a host when its turn has come, and again if it asks to wait for a short while.

        A host is not made to wait between the steps of one fetch, as it is not by a browser.
        """
        waits = link.host not in visit.hosts and not visit.bounds.cut
        visit.hosts.add(link.host)
        self._refuse_rest(link)
        reply = self._send(link, visit, waits=waits)
        if visit.bounds.cut or reply.status not in BUSY or not self._rest(link, reply):
            return reply
        reply = self._send(link, visit, waits=True)
        if reply.status in BUSY:
            self._rest(link, reply)
        return reply

    def _send(self, link: Link, visit: _Visit, *, waits: bool) -> HttpReply:
        with self._turns.take(link.host, waits=waits), self._at_once:
            self._refuse_rest(link)
            began = time.monotonic()
            try:
                return send(
                    link,
                    request_headers(self._agent, visit.conditions),
                    network=self._network,
                    bounds=visit.bounds,
                    deadline=began + visit.left,
                )
            finally:
                visit.left -= time.monotonic() - began

    def _refuse_rest(self, link: Link) -> None:
        """Raise `FetchError` while a host has asked to be left alone for longer than a pause."""
        wait = self._turns.resting(link.host)
        if self._closed:
            raise FetchError(link.url, "fetching has ended")
        if wait > self._turns.longest_wait:
            raise FetchError(
                link.url,
                f"the site asks to be left alone for another {wait:,.0f} seconds; try again then",
                status=429,
                retryable=True,
                wait=wait,
            )

    def _rest(self, link: Link, reply: HttpReply) -> bool:
        """Leave a host alone as it asks; tell whether that is so short that it is waited for."""
        wait = reply.retry_after
        if wait is None:
            wait = _REST if reply.status == 429 else 0.0
        self._turns.rest(link.host, min(wait, _LONGEST_REST))
        return reply.retry_after is not None and wait <= LONGEST_PAUSE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _redirected(link: Link, location: str) -> Link:
    """Return the link that a redirect leads to. Raises `FetchError` for one that may not be."""
    try:
        following = parse_link(location.strip().replace(" ", "%20"), base=link.url)
    except FetchError as error:
        raise error.about(link.url, "it leads on to a link that is not followed: ") from None
    if link.scheme == "https" and following.scheme == "http":
        # What was asked for in a way that nobody can alter would come in a way that anybody can.
        raise FetchError(
            link.url,
            f"it leads from https to {following.url}, which is not secure; give that link itself "
            "if you trust the network",
        )
    return following


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in known.items() if value and _PRINTABLE.fullmatch(value)}
