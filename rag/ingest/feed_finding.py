"""Finds the feed at an address: the address is its own, or that of a page which names it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.errors import FetchError, SourceError
from rag.ingest.feed_forms import read_feed
from rag.records import FeedAddition, Language, WatchedFeed
from rag.sources.lists.feeds import Feed
from rag.store.catalog import Catalog
from rag.web.canonical import canonical_link
from rag.web.links import parse_link

if TYPE_CHECKING:
    from rag.ingest.watching import PageFetcher
    from rag.web.fetcher import Fetched

_MOST_TRIED = 5  # of the feeds that a page names
_SAMPLE = 500_000  # bytes of a page; the links to feeds stand at its top
# For example: <link rel="alternate" type="application/rss+xml" title="News" href="/feed">
_LINK_ELEMENT = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_FEED_TYPES = frozenset(
    [
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "text/rss+xml",
        "application/feed+json",
    ]
)
_COMMENTS = re.compile(r"\bcomments?\b|تعليق", re.IGNORECASE)


class FeedFinder:
    """Adds feeds to those that a library watches."""

    def __init__(self, catalog: Catalog, fetcher: PageFetcher) -> None:
        self._watched = catalog.watched
        self._fetcher = fetcher

    def find(
        self, url: str, *, outlet: str | None = None, language: Language | None = None
    ) -> FeedAddition:
        """Return the feed at an address, with what the library knows of it already.

        `outlet` and `language` are those of all its articles. Raises `SourceError` for an address
        that cannot be fetched, is no feed and names none.
        """
        feed_url, feed, notes = self._look(url)
        known = self._watched.feed(feed_url)
        found = known or WatchedFeed(url=feed_url, added_at=datetime.now(UTC), title=feed.title)
        given = replace(found, outlet=outlet or found.outlet, language=language or found.language)
        return FeedAddition(given, known is None, notes)

    def _look(self, url: str) -> tuple[str, Feed, tuple[str, ...]]:
        fetched = self._fetcher.fetch(url)
        address = fetched.url if fetched.moved else parse_link(url).url
        moved = (f"it has moved to {address}",) if fetched.moved else ()
        try:
            return address, read_feed(fetched, self._fetcher), moved
        except SourceError as error:
            named = list(dict.fromkeys(feed_links(fetched)))
            if not named:
                raise SourceError(url, f"{error.reason}; and it names no feed of its own") from None
        return self._first_of(url, named)

    def _first_of(self, url: str, named: list[str]) -> tuple[str, Feed, tuple[str, ...]]:
        """Return the first feed that a page names and that can be read."""
        reason = ""
        for address in named[:_MOST_TRIED]:
            try:
                feed = read_feed(self._fetcher.fetch(address), self._fetcher)
            except SourceError as error:
                reason = reason or f"{address}: {error.reason}"
                continue
            others = [one for one in named if one != address]
            notes = [f"it is a page; watched is the feed that it names, {address}"]
            if others:
                notes.append(f"it names other feeds too: {' '.join(others[:_MOST_TRIED])}")
            return address, feed, tuple(notes)
        raise SourceError(
            url, f"it is a page, and the feed that it names cannot be read ({reason})"
        )


def feed_links(page: Fetched) -> Iterator[str]:
    """Yield the links of the feeds that a web page names, those of comments left out."""
    text = page.body[:_SAMPLE].decode("utf-8", "replace")
    for element in _LINK_ELEMENT.finditer(text):
        found = {
            match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "").strip()
            for match in _ATTRIBUTE.finditer(element[1])
        }
        is_feed = found.get("type", "").lower() in _FEED_TYPES
        of_comments = _COMMENTS.search(f"{found.get('title', '')} {found.get('href', '')}")
        if is_feed and "alternate" in found.get("rel", "").lower().split() and not of_comments:
            try:
                yield parse_link(found.get("href", ""), base=page.url).url
            except FetchError:
                continue


def same_feed(given: str, watched: list[WatchedFeed]) -> WatchedFeed | None:
    """Return the watched feed that an address means: its own, else another form of it."""
    exact = [feed for feed in watched if feed.url == given]
    alike = [feed for feed in watched if canonical_link(feed.url) == canonical_link(given)]
    return next(iter(exact or alike), None)
