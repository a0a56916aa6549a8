"""The records of watching: feeds, and the links that they have named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rag.records.article_records import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedFeed:
    """A feed that is read again and again.

    `outlet` and `language` are what whoever added it says of all its articles; None leaves that to
    each article. `read_at` is when it was last read without a fault, `etag` and `last_modified`
    what its server then said of its state. `fault` is why the last attempt failed, and `failures`
    counts the failed attempts since the last good one. All moments are in UTC.
    """

    url: str
    added_at: datetime
    title: str | None = None
    outlet: str | None = None
    language: Language | None = None
    read_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    fault: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLink:
    """A link that a feed has named.

    `url` is its canonical form, `address` what is fetched, None for an entry without a link.
    `article_id` is the article that was made of it, None if none could be. `entry` is a digest of
    what the feed said of it, `entry_id` the id that the feed gives it. `asked_at` is when its page
    was last asked for; `fault` is why that failed and `failures` how often it did in a row.
    """

    url: str
    feed: str
    entry: bytes
    seen_at: datetime
    asked_at: datetime
    address: str | None = None
    entry_id: str | None = None
    article_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fault: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class FeedAddition:
    """What came of adding an address to the feeds that are watched.

    `is_new` is False where the feed was watched already. `notes` say what else is to be told: that
    the address was that of a page which names the feed, say.
    """

    feed: WatchedFeed
    is_new: bool
    notes: tuple[str, ...] = ()
