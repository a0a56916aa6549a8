"""Reads the watched feeds, and of their entries the pages that are new or may have changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import FetchError, SourceError
from rag.ingest.chunking import Chunker
from rag.ingest.entry_storing import store_entry
from rag.ingest.feed_articles import EntryPage, entry_article, read_page
from rag.ingest.feed_forms import is_index_of_sitemaps, read_feed
from rag.ingest.feed_plan import FeedPlan
from rag.ingest.feed_tasks import MOST_TRIES, EntryTask, feed_fault, put_off_note
from rag.ingest.settling import settle, settle_words
from rag.ingest.storing import is_new
from rag.protocols import PassageIndex
from rag.records import Failure, IngestReport, SeenLink, WatchedFeed
from rag.sources.lists.feeds import Feed, FeedEntry
from rag.store.catalog import Catalog

if TYPE_CHECKING:
    from rag.ingest.ingester import Progress
    from rag.web.fetcher import Fetched

PAGES_A_RUN = 200
"""How many pages of one feed are asked for in one run: at a page a second some minutes."""

_ENOUGH_FAILURES = 3
"""After so many pages in a row that fail for now, the rest of a feed waits for the next run."""

_LONGEST = 900.0
"""Seconds that the pages of one feed may take in one run: a site that is slow, or asks for long
pauses, must not hold up the other feeds. `PAGES_A_RUN` usually take a third of it."""

_LONGEST_REST = timedelta(days=1)
"""How long a feed that fails again and again is left alone at most; a site that asks for longer
(`Retry-After`) is mistaken."""

_MOST_DOUBLINGS = 10  # of the pause: beyond, any is longer than that

_REMARKS_KEPT = 5_000  # a feed of 100,000 entries must not fill the terminal

_ARTICLES_A_BATCH = 20  # until words find them: each batch waits for the disk


class PageFetcher(Protocol):
    """Fetches a link, conditionally where something is known of it; raises `FetchError`."""

    def fetch(
        self, url: str, *, etag: str | None = None, modified: str | None = None
    ) -> Fetched: ...


@dataclass
class _FeedRun:
    """One feed in one run: how many pages may still be asked for, and what was put off."""

    feed: WatchedFeed
    limit: int
    pages_left: int
    until: float
    failures_in_row: int = 0
    put_off: int = 0
    is_slow: bool = False


@dataclass
class _Counted:
    """The report of a run while it grows."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0}
    )
    failures: list[Failure] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)


class Watching:
    """Reads all feeds of a library once. Each article is stored with its link in one transaction,
    so it may be interrupted at any moment."""

    def __init__(
        self,
        catalog: Catalog,
        index: PassageIndex,
        chunker: Chunker,
        fetcher: PageFetcher,
        *,
        writing: threading.Lock,
        max_bytes: int,
        at_once: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Hold `writing`, the lock of all that changes the library, only while storing. The vectors
        are made along with the words if `at_once`; else they are left owed."""
        self._catalog = catalog
        self._watched = catalog.watched
        self._index = index
        self._chunker = chunker
        self._fetcher = fetcher
        self._writing = writing
        self._max_bytes = max_bytes
        self._finish = settle if at_once and not catalog.vectors_owed() else settle_words
        self._now = now
        self._report = _Counted()
        self._unfinished = 0
        self._every: timedelta | None = None

    def run(
        self,
        *,
        limit: int = PAGES_A_RUN,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
        urls: Sequence[str] | None = None,
        every: timedelta | None = None,
    ) -> IngestReport:
        """Read every feed, or those at some `urls`, and at most `limit` pages of each, until `stop`
        is set.

        What cannot be read is in the report, and the others are read all the same. Feeds that
        another process is reading are left to it. With `every`, for rounds of which several
        processes have their own, so are those that one of them has read since so long, and those
        that failed and are not due again: twice as late after each failure.
        """
        self._every = every
        stop = stop or threading.Event()
        feeds = [one for one in self._watched.all() if urls is None or one.url in urls]
        for done, feed in enumerate(feeds):
            if stop.is_set():
                break
            if progress is not None:
                progress(done, len(feeds))
            with self._catalog.alone(f"feed {feed.url}") as is_alone:
                now = self._watched.feed(feed.url) if is_alone else None
                if now is None or not self._is_due(now):
                    continue
                self._read_feed(now, limit, stop)
            self._settle(least=1)
        if progress is not None:
            progress(len(feeds), len(feeds))
        report = self._report
        return IngestReport(
            added=report.counts["added"],
            updated=report.counts["updated"],
            unchanged=report.counts["unchanged"],
            failures=tuple(report.failures[:_REMARKS_KEPT]),
            notes=tuple(report.notes[:_REMARKS_KEPT]),
            failures_left_off=max(0, len(report.failures) - _REMARKS_KEPT),
            notes_left_off=max(0, len(report.notes) - _REMARKS_KEPT),
            vectors_owed=self._catalog.vectors_owed(),
        )

    def _is_due(self, feed: WatchedFeed) -> bool:
        """Tell whether a feed is to be read in this round."""
        if self._every is None:
            return True
        now = self._now()
        is_read = feed.read_at is not None and feed.read_at > now - self._every
        return not is_read and not self._watched.is_resting(feed.url, now)

    # --- one feed ---

    def _read_feed(self, feed: WatchedFeed, limit: int, stop: threading.Event) -> None:
        run = _FeedRun(feed, limit, limit, until=time.monotonic() + _LONGEST)
        try:
            page = self._fetcher.fetch(feed.url, etag=feed.etag, modified=feed.last_modified)
            entries: Sequence[FeedEntry] = ()
            title = feed.title
            if not page.not_modified:
                parsed = self._parsed(page, feed)
                if is_index_of_sitemaps(page):  # its state says nothing of theirs
                    page = replace(page, etag=None, modified=None)
                entries, title = parsed.entries, parsed.title or feed.title
                self._report.notes += [Failure(feed.url, note) for note in parsed.notes]
        except SourceError as error:
            self._feed_failed(feed, error)
            return
        run.feed = self._where_it_moved(replace(feed, title=title), page)
        self._take_entries(run, entries, stop)
        self._save_feed(run, page, stopped=stop.is_set())

    def _parsed(self, page: Fetched, feed: WatchedFeed) -> Feed:
        parsed = read_feed(page, self._fetcher)
        if parsed.notes and not parsed.entries:  # what is broken from the start
            raise SourceError(feed.url, f"no entry was found: {'; '.join(parsed.notes)}")
        return parsed

    def _feed_failed(self, feed: WatchedFeed, error: SourceError) -> None:
        failed = replace(feed, fault=error.reason, failures=feed.failures + 1)
        with self._writing, self._catalog.transaction():
            self._watched.save(failed)
            self._watched.rest(feed.url, self._now() + self._pause(failed, error))
        self._report.failures.append(Failure(feed.url, feed_fault(failed, error)))

    def _pause(self, failed: WatchedFeed, error: SourceError) -> timedelta:
        """Return after how long a feed that failed is due again."""
        asked = (error.wait or 0.0) if isinstance(error, FetchError) else 0.0
        rounds: int = 2 ** min(failed.failures - 1, _MOST_DOUBLINGS)
        own = rounds * (self._every or timedelta())
        return min(max(timedelta(seconds=asked), own), _LONGEST_REST)

    def _where_it_moved(self, feed: WatchedFeed, page: Fetched) -> WatchedFeed:
        """Follow a feed whose address has changed for good."""
        if not page.moved or page.url == feed.url:
            return feed
        with self._writing:
            there = self._watched.move(feed, page.url)
        note = f"the feed has moved to {page.url}, which is watched from now on"
        self._report.notes.append(Failure(feed.url, note))
        return there

    def _save_feed(self, run: _FeedRun, page: Fetched, *, stopped: bool) -> None:
        """Note that a feed was read. While some of its entries are put off it must come again as a
        whole, so the state that its server gave it is not kept."""
        if run.put_off:
            limit = None if run.pages_left > 0 else run.limit
            note = put_off_note(run.put_off, limit=limit, is_slow=run.is_slow)
            self._report.notes.append(Failure(run.feed.url, note))
        etag, modified = page.etag, page.modified
        if page.not_modified:  # a reply without a body need not repeat them
            etag, modified = etag or run.feed.etag, modified or run.feed.last_modified
        if run.put_off or stopped:
            etag = modified = None
        read = replace(run.feed, etag=etag, last_modified=modified, fault=None, failures=0)
        with self._writing, self._catalog.transaction():
            self._watched.save(replace(read, read_at=self._now()))
            self._watched.rest(read.url, None)

    # --- its entries ---

    def _take_entries(
        self, run: _FeedRun, entries: Sequence[FeedEntry], stop: threading.Event
    ) -> None:
        """Ask for the pages of the entries that are due, the newest first."""
        plan = FeedPlan(self._catalog, run.feed, entries, now=self._now())
        for task in plan.due():
            if stop.is_set():
                break
            run.is_slow = run.is_slow or time.monotonic() >= run.until
            if run.pages_left <= 0 or run.failures_in_row >= _ENOUGH_FAILURES or run.is_slow:
                run.put_off += 1
                continue
            run.pages_left -= 1
            self._take(run, task)
            self._settle(least=_ARTICLES_A_BATCH)
        self._report.counts["unchanged"] += plan.unchanged
        self._report.notes += plan.notes

    def _take(self, run: _FeedRun, task: EntryTask) -> None:
        """Ask for the page of one entry, and store what came of it."""
        page, retryable = EntryPage(fault="the feed gives no link to it"), False
        if task.address is not None:
            try:
                fetched = self._ask(task.address, task.known)
            except FetchError as error:
                retryable = error.retryable
                page = EntryPage(fault=error.reason, private=error.private)
            else:
                if fetched.not_modified:
                    self._keep(run, task, None)
                    return
                page = read_page(fetched, max_bytes=self._max_bytes)
        run.failures_in_row = run.failures_in_row + 1 if retryable else 0
        tries = task.tries + 1 if retryable else MOST_TRIES
        if page.private:
            self._refuse(run, task, page.fault or "", tries)
        elif page.article is None and task.was_read:
            self._note(
                task.link, f"its page can no longer be read ({page.fault}); it stays as it was"
            )
            self._keep(run, task, page.fault, tries)
        else:
            self._store(run, task, page, tries)

    def _ask(self, address: str, known: SeenLink | None) -> Fetched:
        if known is None:
            return self._fetcher.fetch(address)
        return self._fetcher.fetch(address, etag=known.etag, modified=known.last_modified)

    def _keep(self, run: _FeedRun, task: EntryTask, fault: str | None, tries: int = 0) -> None:
        """Note that a page was asked for and its article stays as it is."""
        if task.present is not None:
            self._report.counts["unchanged"] += 1
        with self._writing:
            self._save_link(task, run, fault=fault, failures=tries)

    def _refuse(self, run: _FeedRun, task: EntryTask, reason: str, tries: int) -> None:
        self._report.failures.append(Failure(task.address or task.link, reason))
        with self._writing:
            self._save_link(task, run, fault=reason, failures=tries)

    def _store(self, run: _FeedRun, task: EntryTask, page: EntryPage, tries: int) -> None:
        try:
            draft = entry_article(page, task, feed=run.feed)
        except SourceError as error:
            self._refuse(run, task, error.reason, tries)
            return
        # Before others have to wait for their turn to store.
        spans = self._chunker.cut(draft.text) if is_new(self._catalog, draft) else None
        with self._writing, self._catalog.transaction():
            standing, notes = store_entry(self._catalog, self._chunker, draft, task, spans=spans)
            self._save_link(
                task,
                run,
                article_id=standing.id,
                etag=page.etag,
                last_modified=page.modified,
                fault=page.fault,
                failures=0 if page.article is not None else tries,
            )
        self._report.counts[standing.change] += 1
        self._unfinished += standing.change != "unchanged"
        for note in (*draft.notes, *notes):
            self._note(draft.source, note)

    def _save_link(self, task: EntryTask, run: _FeedRun, **changed: Any) -> None:
        """Note that the page of an entry was asked for, and what has changed with that."""
        formerly = None if task.known is None else task.known.url
        seen = replace(task.seen(run.feed, self._now()), **changed)
        self._watched.save_link(seen, formerly=formerly)

    def _note(self, source: str, reason: str) -> None:
        self._report.notes.append(Failure(source, reason))

    def _settle(self, *, least: int) -> None:
        """Let words find what was stored, once that is at least so many articles."""
        if self._unfinished >= least:
            with self._writing:
                self._finish(self._catalog, self._index)
            self._unfinished = 0
