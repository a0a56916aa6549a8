"""The service itself: all that can be asked of a library, and all that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import DamagedLibraryError
from rag.library_reader import LibraryReader
from rag.people.person_names import READER, fold_name
from rag.records import (
    Draft,
    FeedAddition,
    IndexProgress,
    IngestReport,
    Language,
    Permission,
    PersonAddition,
    SearchFilter,
    WatchedFeed,
)
from rag.requests import Drafts, many, paths
from rag.store.health import Health, check
from rag.store.library_setup import LibrarySetup, setup_of
from rag.store.readiness import LibraryPart, unready
from rag.tracing.steps import OpenStep, step
from rag.web.links import is_link

if TYPE_CHECKING:
    from threading import Event

    from rag.ingest.catching_up import OwedWork
    from rag.ingest.ingester import Progress
    from rag.ingest.watching import PageFetcher
    from rag.web.fetcher import Fetcher


_UPLOADS = "uploads"

_SOONER = 0.8
"""Of the time between two rounds: rounds of several processes begin at any moment, and a feed that
one has just missed by seconds would else wait twice as long."""


class Service(LibraryReader):
    """One open library. This process owns it until `close`; safe to use from many threads."""

    # --- articles and their vectors ---

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        *,
        vectors: bool = True,
        stories: bool = True,
        fetch: bool | Fetcher = False,
    ) -> IngestReport:
        """Read files, folders and links into the library, one path or many.

        Links are fetched only with `fetch`; without it they are refused in the report. True stands
        for a fetcher by the settings, which is safe with links of strangers.
        First words find all articles, then they are put into stories, unless `stories` is False
        (`group_stories` does it later), and their vectors are made, unless `vectors` is False or a
        thread makes them in the background. Raises `UsageError` for what is no path,
        `EmbeddingError`; the articles are in then, and `catch_up` goes on.
        """
        chosen = paths(sources)
        fetcher = None if isinstance(fetch, bool) else fetch
        if fetch is True and any(map(is_link, chosen)):
            fetcher = self._components.fetcher()
        with self._writing, step("index") as indexing:
            report = self._components.ingester().run(chosen, progress, fetcher=fetcher)
            _note(indexing, [report])
        if stories:
            self._group_at_once()
        return replace(report, vectors_owed=self._catching_up.follow(now=vectors))

    def index_each(
        self,
        files: Sequence[tuple[Path, str]],
        progress: Callable[[int, IndexProgress], None] | None = None,
        *,
        vectors: bool = True,
        stories: bool = True,
    ) -> list[IngestReport]:
        """Read files that lie elsewhere than under their own names, as uploaded ones, and return a
        report for each.

        `files` are paths, each with the name that stands as the source of its articles.
        `progress` is told the place of the file in the list, and how far it is; the rest is as for
        `index`. Raises `EmbeddingError`.
        """
        with self._writing, step("index") as indexing:
            reports = self._components.ingester().run_each(files, progress)
            _note(indexing, reports)
        if stories:
            self._group_at_once()
        owed = self._catching_up.follow(now=vectors)
        return [replace(report, vectors_owed=owed) for report in reports]

    def add(self, drafts: Drafts, *, vectors: bool = True) -> IngestReport:
        """Put articles from memory into the library, one or many.

        An article is a `Draft`, a mapping of its fields, or its text alone; `vectors` is as for
        `index`. Raises `UsageError` for what is none of these, `EmbeddingError`.
        """
        chosen = many(drafts, (Draft, str, Mapping), "articles")
        with self._writing, step("index") as indexing:
            report = self._components.ingester().add(chosen)
            _note(indexing, [report])
        self._group_at_once()
        return replace(report, vectors_owed=self._catching_up.follow(now=vectors))

    def catch_up(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Make the vectors that the library owes, until `stop` is set; return how many are left.

        Words find an article as soon as it is in; its vectors may follow later, also in another
        process. On a library that processes share, words come first that one of them has left. A
        damaged index is built anew. Raises `EmbeddingError`, `LibraryError`; what was
        made until then is kept.
        """
        try:
            with self._writing:
                self._components.index()
            while not (stop is not None and stop.is_set()) and self._catching_up.do_some("words"):
                pass
            return self._catching_up.run(progress, stop=stop)
        except DamagedLibraryError:
            return self.repair(progress, stop=stop)

    def group_stories(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Put the articles that are in no story yet into stories, until `stop` is set; return how
        many are left.

        New articles are in their stories when the call that added them returns, unless they are
        thousands. Raises `LibraryError`.
        """
        self._refuse_if_closed()
        return self._catching_up.group(progress, stop=stop)

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        """Remove articles, one id or many; return the ids for which there was none.

        For a day `restore` can bring them back. Raises `UsageError`.
        """
        from rag.ingest.settling import remove

        chosen = many(article_ids, str, "article ids")
        with self._writing:
            return remove(self._catalog, self._components.index(), chosen)

    def restore(self, article_ids: str | Sequence[str], *, vectors: bool = True) -> list[str]:
        """Bring removed articles back, one id or many, with their former versions and in their
        stories; return the ids of those that cannot be brought back.

        Those were removed more than a day ago, or another article has their id or their text by
        now. `vectors` is as for `index`. Raises `UsageError`, `EmbeddingError`.
        """
        from rag.ingest.settling import restore

        chosen = many(article_ids, str, "article ids")
        with self._writing:
            lost = restore(self._catalog, self._components.index(), chosen)
        self._group_at_once()
        self._catching_up.follow(now=vectors)
        return lost

    # --- feeds ---

    def watch(
        self,
        url: str,
        *,
        outlet: str | None = None,
        language: Language | None = None,
        fetcher: PageFetcher | None = None,
    ) -> FeedAddition:
        """Watch the feed at an address, or the one that the page there names.

        `outlet` and `language` are those of all its articles, where that is known. Raises
        `SourceError` where no feed is found. `fetcher` is one by the settings, unless given.
        """
        from rag.ingest.feed_finding import FeedFinder

        given = SearchFilter(outlet=outlet, language=language)  # which checks them
        finder = FeedFinder(self._catalog, fetcher or self._components.fetcher())
        (address,) = many([url], str, "addresses")
        found = finder.find(address, outlet=given.outlet, language=given.language)
        with self._writing:
            self._catalog.watched.save(found.feed)
        return found

    def unwatch(self, urls: str | Sequence[str]) -> list[str]:
        """Watch feeds no longer, one address or many; return those that are not watched.

        The articles stay. Raises `UsageError`.
        """
        from rag.ingest.feed_finding import same_feed

        unknown = []
        for url in many(urls, str, "addresses"):
            with self._writing:
                feed = same_feed(url, self._catalog.watched.all())
                if feed is None or not self._catalog.watched.remove(feed.url):
                    unknown.append(url)
        return unknown

    def rewatch(self, feed: WatchedFeed) -> None:
        """Watch a feed again that was watched before, with all that was known of it."""
        with self._writing:
            self._catalog.watched.save(feed)

    def read_feeds(
        self,
        progress: Progress | None = None,
        *,
        limit: int | None = None,
        stop: Event | None = None,
        vectors: bool = True,
        fetcher: PageFetcher | None = None,
        urls: Sequence[str] | None = None,
    ) -> IngestReport:
        """Read the watched feeds, all or those at some `urls`, and of their entries the pages that
        are new or have changed.

        At most `limit` pages of each feed are asked for (200 unless given), until `stop` is set.
        `vectors` is as for `index`, `fetcher` as for `watch`. The library can be asked meanwhile.
        """
        from rag.ingest.watching import PAGES_A_RUN

        watching = self._components.watching(fetcher or self._components.fetcher(), self._writing)
        report = watching.run(
            limit=PAGES_A_RUN if limit is None else limit,
            progress=progress,
            stop=stop,
            urls=None if urls is None else many(urls, str, "addresses"),
        )
        self._group_at_once(stop)
        return replace(report, vectors_owed=self._catching_up.follow(now=vectors))

    def read_due_feeds(
        self, minutes: int, *, stop: Event | None = None, fetcher: PageFetcher | None = None
    ) -> IngestReport:
        """Read the watched feeds, as `read_feeds` does, for somebody who does so every so many
        minutes; where processes share the library, those that none of them has read meanwhile, or
        tried to read."""
        every = _SOONER * timedelta(minutes=minutes) if self._catalog.is_shared else None
        watching = self._components.watching(fetcher or self._components.fetcher(), self._writing)
        report = watching.run(stop=stop, every=every)
        self._group_at_once(stop)
        return replace(report, vectors_owed=self._catching_up.follow(now=False))

    # --- what is owed ---

    def do_some(self, kind: OwedWork) -> int:
        """Do a piece of one kind of work that the library owes; return for how many chunks or
        articles, 0 where there is none that no other process is at.

        A piece takes a second or two, with a slow embedder longer. Raises `EmbeddingError`,
        `LibraryError`; the piece is then owed as before.
        """
        self._refuse_if_closed()
        return self._catching_up.do_some(kind)

    # --- people ---

    def add_person(
        self, name: str, permission: Permission, password: str | None = None
    ) -> PersonAddition:
        """Add somebody who may ask: a person, or without a password a program, which has tokens
        only.

        Until somebody is added, all who reach the page are one reader. The first person with a
        password takes over the conversations, ratings and briefs of that reader. Raises
        `UsageError` where somebody has the name, or the name or password cannot be one.
        """
        kept, people = self.conversations, self.people  # a damaged file is told before any change
        is_first = not any(account.has_password for account in people.accounts())
        account = people.add(name, permission, password)
        kept.forget(account.name)  # what is left of a former person of the name
        if password is None or not is_first:
            return PersonAddition(account)
        conversations, briefs = kept.hand_over(READER, account.name)
        return PersonAddition(account, conversations, briefs)

    def remove_person(self, name: str) -> bool:
        """Remove a person or program, and all conversations, ratings and briefs they keep; False if
        there is nobody of the name.

        Sessions and tokens end. Raises `UsageError` for the last admin with a password while there
        are others.
        """
        kept, people = self.conversations, self.people
        gone = [one.name for one in people.accounts() if fold_name(one.name) == fold_name(name)]
        removed = people.remove(name)
        for one in gone if removed else ():
            kept.forget(one)
        return removed

    # --- health ---

    def unready(self) -> tuple[LibraryPart, ...]:
        """Return the parts of the library without which no question can be answered now, or no
        article taken; none where all is well.

        Opens the index if no question has done so yet, which may take some seconds, and reads next
        to nothing.
        """
        return unready(self._settings.folder, self._catalog, self._components.index)

    def story_count(self) -> int:
        """Return how many stories the articles are in; those in none yet are not counted."""
        return self._catalog.stories.count()

    @property
    def uploads(self) -> Path:
        """Return the folder for files that wait to be read; it may not be there yet."""
        return self._settings.folder / _UPLOADS

    def setup(self) -> LibrarySetup:
        """Return what the library takes up on the disk, and what it works with."""
        self._refuse_if_closed()
        settings = self._settings
        return setup_of(settings.folder, embedder=settings.embedder, model=settings.model)

    def check(self) -> Health:
        """Read all of the catalog and the indexes, and compare them chunk by chunk.

        Nothing is added meanwhile: what one index has already would be missing in the other.
        """
        with self._writing:
            return check(
                self._settings.folder,
                self._catalog,
                lambda: self._components.index(heal=False),
                embedder=self._components.embedder.fingerprint,
                tokens=self._components.tokens().name,
                reader=self._components.reader_state(),
            )

    def repair(self, progress: Progress | None = None, *, stop: Event | None = None) -> int:
        """Build both indexes anew from the catalog; return how many vectors are left, which is 0
        unless `stop` is set. Neither the source files nor vectors that were paid for are needed
        again. The stories are forgotten, and made anew by `group_stories` or when they are next
        asked for."""
        with self._writing:
            self._components.rebuild_words()
            self._catalog.stories.clear()
        return self._catching_up.run(progress, stop=stop)


def _note(indexing: OpenStep, reports: Sequence[IngestReport]) -> None:
    """Note how many articles came in."""
    indexing.note(
        added=sum(one.added for one in reports),
        updated=sum(one.updated for one in reports),
        unchanged=sum(one.unchanged for one in reports),
        failed=sum(len(one.failures) for one in reports),
    )
