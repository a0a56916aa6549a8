"""Decides which entries of a feed are due, and says what is to be said of a feed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rag.errors import FetchError, SourceError
from rag.records import Article, SeenLink, WatchedFeed
from rag.sources.lists.feeds import FeedEntry
from rag.web.canonical import canonical_link

YOUNG = timedelta(days=3)
"""So long after its first appearance an article is looked at again: later corrections are rare."""

MOST_TRIES = 5
"""So often in a row a page that fails for now (a server out of order) is asked for, once a run."""

_REST = timedelta(hours=6)  # until a young page is asked for again
_MANY_FAILURES = 10  # of a feed, in a row
_GONE = 410


@dataclass(frozen=True, slots=True)
class EntryTask:
    """An entry whose page may be asked for.

    `link` is its canonical link, or a name of its own where `address` is None because the feed has
    no link to it. `entry` is None for an article that the feed does not name this time. `known` and
    `present` are what the library has of it.
    """

    link: str
    address: str | None
    entry: FeedEntry | None
    digest: bytes
    known: SeenLink | None = None
    present: Article | None = None

    @property
    def tries(self) -> int:
        """Return how often its page has failed in a row."""
        return 0 if self.known is None else self.known.failures

    @property
    def was_read(self) -> bool:
        """Tell whether the article in the library was read from its page, not from the feed."""
        return self.present is not None and self.known is not None and self.known.fault is None

    def said(self) -> FeedEntry:
        """Return what the feed says of it, or else what is known of the article already."""
        if self.entry is not None:
            return self.entry
        article = self.present
        if article is None:
            return FeedEntry()
        return FeedEntry(
            title=article.title if article.titled else None,
            published=article.published_at,
            outlet=article.outlet,
        )

    def seen(self, feed: WatchedFeed, now: datetime) -> SeenLink:
        """Return the link as it is noted after it was asked for."""
        known = self.known
        if known is None:
            return SeenLink(
                url=self.link,
                address=self.address,
                feed=feed.url,
                entry=self.digest,
                entry_id=None if self.entry is None else self.entry.id,
                seen_at=now,
                asked_at=now,
            )
        return replace(known, url=self.link, address=self.address, entry=self.digest, asked_at=now)


def link_of_entry(entry: FeedEntry, feed: WatchedFeed) -> str:
    """Return what an entry is recognised by: its canonical link, else its id in the feed, else what
    the feed says of it."""
    if entry.link is not None:
        return canonical_link(entry.link)
    name = entry.id.encode() if entry.id else digest_of_entry(entry)
    return f"{feed.url}#{hashlib.blake2b(name, digest_size=8).hexdigest()}"


def digest_of_entry(entry: FeedEntry) -> bytes:
    """Return 16 bytes that change when the feed says anything else of an entry."""
    said = (entry.title, entry.published, entry.updated, entry.summary, entry.content)
    return hashlib.blake2b(repr(said).encode(), digest_size=16).digest()


def is_due(known: SeenLink, digest: bytes, *, feed: WatchedFeed, now: datetime) -> bool:
    """Tell whether the page of a known link is to be asked for.

    It is when the feed says something else of it, when it failed for now, and now and then while it
    is young. Only the feed that named the link first counts: two feeds describe it differently.
    """
    if known.feed != feed.url:
        return False
    if known.entry != digest:
        return True
    if known.fault is not None:
        return known.failures < MOST_TRIES
    return now - known.seen_at < YOUNG and now - known.asked_at >= _REST


def feed_fault(feed: WatchedFeed, error: SourceError) -> str:
    """Return why a feed could not be read, and what to do where it may be gone for good."""
    remove = f"to stop watching it: mujaz watch remove {feed.url}"
    if isinstance(error, FetchError) and error.status == _GONE:
        return f"the feed is gone for good (410); {remove}"
    if feed.failures < _MANY_FAILURES:
        return error.reason
    read = f"{feed.read_at:%Y-%m-%d}" if feed.read_at else "never"
    return (
        f"{error.reason}; it has failed {feed.failures} times in a row, and was last read: {read}; "
        f"{remove}"
    )


def put_off_note(count: int, *, limit: int | None) -> str:
    """Return the note on entries that wait; `limit` is the number of pages that was reached, None
    where the site fails."""
    entries = "entry waits" if count == 1 else "entries wait"
    why = "its pages cannot be fetched now" if limit is None else f"--limit is {limit:,} pages"
    return f"{count:,} of its {entries} for the next run, because {why}"
