"""The feeds that are watched and the links that they have named: the tables `feeds` and `links`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rag.records import SeenLink, WatchedFeed
from rag.store.catalog.database import Database
from rag.store.sql_database import replaced

FEED_COLUMNS = (
    "url, title, outlet, language, added_at, read_at, etag, last_modified, fault, failures"
)
LINK_COLUMNS = (
    "url, feed, article_id, entry, seen_at, asked_at, etag, last_modified, fault, failures, "
    "address, entry_id"
)


def feed_of(row: Sequence[Any]) -> WatchedFeed:
    """Return the feed of a row of `FEED_COLUMNS`.

    Raises `ValueError` or `TypeError` for what was never written there.
    """
    if row[3] not in (None, "ar", "en"):
        raise ValueError("a language is ar or en")
    _expect(str, row[0])
    _expect(int, row[9])
    return WatchedFeed(
        url=row[0],
        title=row[1],
        outlet=row[2],
        language=row[3],
        added_at=datetime.fromisoformat(row[4]),
        read_at=_moment(row[5]),
        etag=row[6],
        last_modified=row[7],
        fault=row[8],
        failures=row[9],
    )


def link_of(row: Sequence[Any]) -> SeenLink:
    """Return the link of a row of `LINK_COLUMNS`.

    Raises `ValueError` or `TypeError` for what was never written there.
    """
    _expect(str, row[0], row[1])
    _expect(bytes, row[3])
    _expect(int, row[9])
    return SeenLink(
        url=row[0],
        feed=row[1],
        article_id=row[2],
        entry=row[3],
        seen_at=datetime.fromisoformat(row[4]),
        asked_at=datetime.fromisoformat(row[5]),
        etag=row[6],
        last_modified=row[7],
        fault=row[8],
        failures=row[9],
        address=row[10],
        entry_id=row[11],
    )


class WatchedFeeds:
    """What a catalog knows of feeds. Safe to share among threads."""

    def __init__(self, db: Database, list_changed: Callable[[], None]) -> None:
        """Call `list_changed` whenever a feed was added or removed: that is worth a backup."""
        self._db = db
        self._list_changed = list_changed

    def all(self) -> list[WatchedFeed]:
        """Return all feeds in the order in which they were added."""
        return self._db.records(feed_of, f"SELECT {FEED_COLUMNS} FROM feeds ORDER BY added_at, url")

    def feed(self, url: str) -> WatchedFeed | None:
        """Return the feed of an address; None if it is not watched."""
        found = self._db.records(feed_of, f"SELECT {FEED_COLUMNS} FROM feeds WHERE url = ?", (url,))
        return found[0] if found else None

    def save(self, feed: WatchedFeed) -> None:
        """Write a feed, in the place of the one with the same address."""
        with self._db.transaction():
            if self.feed(feed.url) is None:
                self._list_changed()
            read_at = feed.read_at and _stamp(feed.read_at)
            self._db.run(
                f"INSERT INTO feeds ({FEED_COLUMNS}) VALUES ({_marks(FEED_COLUMNS)})"
                f" ON CONFLICT (url) DO UPDATE SET {replaced(FEED_COLUMNS, but=('url',))}",
                (
                    *(feed.url, feed.title, feed.outlet, feed.language, feed.added_at.isoformat()),
                    *(read_at, feed.etag, feed.last_modified, feed.fault, feed.failures),
                ),
            )

    def move(self, feed: WatchedFeed, url: str) -> WatchedFeed:
        """Give a feed, with its links, another address; return what stands there then. Where that
        address is watched already, it stays as it is."""
        with self._db.transaction():
            there = self.feed(url)
            if there is None:
                there = replace(feed, url=url)
                self.save(there)
            self._db.run("UPDATE links SET feed = ? WHERE feed = ?", (url, feed.url))
            self.remove(feed.url)
        return there

    def rest(self, url: str, until: datetime | None) -> None:
        """Note until when nobody who reads feeds in rounds asks for one; None for no longer."""
        with self._db.transaction():
            self._db.run("DELETE FROM rests WHERE feed = ?", (url,))
            if until is not None:
                self._db.run("INSERT INTO rests VALUES (?, ?)", (url, _stamp(until)))

    def is_resting(self, url: str, now: datetime) -> bool:
        """Tell whether a feed is not to be asked for in a round."""
        row = self._db.one("SELECT until FROM rests WHERE feed = ?", (url,))
        return row is not None and str(row[0]) > _stamp(now)

    def remove(self, url: str) -> bool:
        """Watch a feed no longer; False if it is not watched. Its articles stay."""
        with self._db.transaction():
            known = self.feed(url) is not None
            if known:
                self._db.run("DELETE FROM feeds WHERE url = ?", (url,))
                self.rest(url, None)
                self._list_changed()
        return known

    def link(self, url: str) -> SeenLink | None:
        """Return what is known of a link; None if no feed has named it yet."""
        found = self._db.records(link_of, f"SELECT {LINK_COLUMNS} FROM links WHERE url = ?", (url,))
        return found[0] if found else None

    def link_of_entry(self, feed: str, entry_id: str) -> SeenLink | None:
        """Return the link that a feed has named last under an id of its own."""
        found = self._db.records(
            link_of,
            f"SELECT {LINK_COLUMNS} FROM links WHERE feed = ? AND entry_id = ?"
            " ORDER BY asked_at DESC LIMIT 1",
            (feed, entry_id),
        )
        return found[0] if found else None

    def made_by(self, article_id: str) -> str | None:
        """Return the canonical form of the link that was the first to have an article; None for an
        article that no feed has named."""
        row = self._db.one(
            "SELECT url FROM links WHERE article_id = ? ORDER BY seen_at LIMIT 1", (article_id,)
        )
        return None if row is None else str(row[0])

    def links_since(self, feed: str, moment: datetime) -> list[SeenLink]:
        """Return the links that a feed has named for the first time since a moment."""
        return self._db.records(
            link_of,
            f"SELECT {LINK_COLUMNS} FROM links WHERE feed = ? AND seen_at >= ? ORDER BY seen_at",
            (feed, _stamp(moment)),
        )

    def save_link(self, link: SeenLink, *, formerly: str | None = None) -> None:
        """Write what is known of a link, in the place of the link that it was `formerly`."""
        with self._db.transaction():
            self._db.run("DELETE FROM links WHERE url = ?", (formerly or link.url,))
            self._db.run(
                f"INSERT INTO links ({LINK_COLUMNS}) VALUES ({_marks(LINK_COLUMNS)})"
                f" ON CONFLICT (url) DO UPDATE SET {replaced(LINK_COLUMNS, but=('url',))}",
                (
                    *(link.url, link.feed, link.article_id, link.entry, link.seen_at.isoformat()),
                    *(_stamp(link.asked_at), link.etag, link.last_modified),
                    *(link.fault, link.failures, link.address, link.entry_id),
                ),
            )


def _marks(columns: str) -> str:
    return ", ".join("?" * len(columns.split(",")))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _expect(kind: type, *values: object) -> None:
    if not all(isinstance(value, kind) for value in values):
        raise TypeError(f"a column does not hold {kind.__name__}")
