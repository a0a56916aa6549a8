"""Plans what is to be asked for of one feed: its new entries, and pages that may have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from rag.ingest.feed_tasks import YOUNG, EntryTask, digest_of_entry, is_due, link_of_entry
from rag.records import Failure, SeenLink, WatchedFeed
from rag.sources.lists.feeds import FeedEntry
from rag.store.catalog import Catalog


class FeedPlan:
    """What is due of one feed in one run. `unchanged` counts the entries whose article is there and
    needs no look, `notes` are remarks on entries; both grow while `due` is gone through."""

    def __init__(
        self, catalog: Catalog, feed: WatchedFeed, entries: Sequence[FeedEntry], *, now: datetime
    ) -> None:
        self.unchanged = 0
        self.notes: list[Failure] = []
        self._catalog = catalog
        self._watched = catalog.watched
        self._feed = feed
        self._feeds = {one.url for one in self._watched.all()}
        self._now = now
        self._entries = sorted(entries, key=lambda one: one.published or date.min, reverse=True)
        self._links = {link_of_entry(entry, feed) for entry in entries}
        self._ids = Counter(entry.id for entry in entries)

    def due(self) -> Iterator[EntryTask]:
        """Yield what is due: entries, the newest first, then young articles that the feed names no
        longer, or not this time because it has not changed itself."""
        yield from self._due_entries()
        for known in self._watched.links_since(self._feed.url, self._now - YOUNG):
            if known.url not in self._links and known.address is not None:
                yield from self._if_due(
                    EntryTask(known.url, known.address, None, known.entry, known)
                )

    def _due_entries(self) -> Iterator[EntryTask]:
        new: dict[str, bool] = {}
        for entry in self._entries:
            link = link_of_entry(entry, self._feed)
            if link in new:
                if new[link]:
                    reason = "the feed names it twice; it is one article"
                    self.notes.append(Failure(entry.link or link, reason))
                    new[link] = False
                continue
            known = self._known(link, entry)
            new[link] = known is None
            yield from self._if_due(
                EntryTask(link, entry.link, entry, digest_of_entry(entry), known)
            )

    def _known(self, link: str, entry: FeedEntry) -> SeenLink | None:
        """Return what is known of an entry by its link or, where a page has got another link, by
        the id that the feed gives it."""
        known = self._watched.link(link)
        if known is None and entry.id and self._ids[entry.id] == 1:
            moved = self._watched.link_of_entry(self._feed.url, entry.id)
            # Some feeds give one id to all they have: an entry that is still there is another one.
            if moved is not None and moved.url not in self._links:
                known = moved
        if known is not None and known.feed not in self._feeds:
            return replace(known, feed=self._feed.url)  # the one that named it is watched no longer
        return known

    def _if_due(self, task: EntryTask) -> Iterator[EntryTask]:
        known = task.known
        if known is None:
            yield task
            return
        present = known.article_id and self._catalog.article(known.article_id)
        if known.article_id is not None and not present:
            return  # somebody has removed it, and does not want it back
        if known.url != task.link or is_due(known, task.digest, feed=self._feed, now=self._now):
            yield replace(task, present=present or None)
        elif present and task.entry is not None:
            self.unchanged += 1
