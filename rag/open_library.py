"""One open library: its lock, its catalog, its parts; opened by settings and closed again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from types import TracebackType
from typing import Self

from rag.components import Components
from rag.conversations.conversation_store import ConversationStore
from rag.conversations.kept_file import FILE as CONVERSATIONS
from rag.conversations.kept_file import KeptFile
from rag.errors import LibraryError, UsageError
from rag.ingest.catching_up import CatchingUp
from rag.people.people_store import PeopleStore
from rag.people.people_tables import FILE as PEOPLE
from rag.people.people_tables import PeopleFile
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.health import claim, make_folder, open_catalog
from rag.store.library_hold import LibraryHold
from rag.store.side_file import SideFile
from rag.store.sql_database import SqlDatabase
from rag.text.analyzer import Analyzer, open_analyzer

_LOG = logging.getLogger(__name__)

STORY_SECONDS = 5.0
"""How long a call that reads or lists articles puts articles into stories at most: about 2,000 of
them. The rest of a library that had no stories follows in the background or by `group_stories`."""


class OpenLibrary:
    """A library that this process has until `close`. What it can do is in its subclasses."""

    def __init__(
        self, settings: Settings, hold: LibraryHold, catalog: Catalog, analyzer: Analyzer
    ) -> None:
        self._settings = settings
        self._hold = hold
        self._open_components = Components(
            settings, catalog, analyzer, story_numbers=self._story_numbers
        )
        self._open_catalog = catalog
        self._writing = threading.Lock()
        self._catching_up = CatchingUp(
            catalog, self._open_components.index, self._writing, self._open_components.stories
        )
        # Not `_writing`, which is held while articles are read: nobody waits so long to sign in.
        self._opening = threading.Lock()
        self._kept: ConversationStore | None = None
        self._known: PeopleStore | None = None
        self._closed = False

    @classmethod
    def open(cls, settings: Settings, *, reembed: bool = False, background: bool = False) -> Self:
        """Open the library in `settings.home`, making it if there is none.

        With `background` a thread makes the vectors that the library owes, for as long as it is
        open, and no call waits for them. Raises `LibraryLockedError`, `FingerprintError` (unless
        `reembed`, which gives all chunks over to the embedder of the settings, and for which no
        other process may have the library open), `LibraryError`, `SettingsError`.
        """
        folder = settings.folder
        analyzer = open_analyzer(settings.glossary, kept=folder / "glossary.json")
        make_folder(folder)
        hold = LibraryHold(folder, settings.database_url, is_shared=bool(settings.milvus_url))
        hold.acquire()
        catalog: Catalog | None = None
        try:
            catalog = open_catalog(folder, hold.server)
            service = cls(settings, hold, catalog, analyzer)
            with hold.alone() if reembed else nullcontext():
                claim(catalog, folder, service._components.embedder.fingerprint, reembed=reembed)
            catalog.drop_removed()
            if background:
                service._catching_up.start()
        except BaseException:
            if catalog is not None:
                catalog.close()
            hold.release()
            raise
        return service

    def close(self) -> None:
        """Back up the catalog if its articles have changed, and close everything.

        Another process can then have the library. Closing twice is allowed. Raises
        `LibraryError` when the backup fails.
        """
        self._close(back_up=True)

    def _close(self, *, back_up: bool) -> None:
        with self._opening:  # nothing is opened late any more
            if self._closed:
                return
            self._closed = True
        with ExitStack() as last:
            last.callback(self._hold.release)
            last.callback(self._open_catalog.close)
            for store in (self._kept, self._known):
                if store is not None:
                    last.callback(store.close)
            if back_up:
                last.callback(self._back_up)
            last.callback(self._open_components.close)
            last.callback(self._catching_up.close)

    def _back_up(self) -> None:
        """Back up the catalog; the failure of a backup that another process owed stops nobody."""
        try:
            self._open_catalog.back_up()
        except LibraryError as error:
            if self._open_catalog.changed:
                raise
            _LOG.warning("the catalog was not backed up: %s", error)

    @property
    def settings(self) -> Settings:
        """Return the settings with which the library was opened."""
        return self._settings

    @property
    def conversations(self) -> ConversationStore:
        """Return what the readers of the library keep: conversations, ratings, briefs."""
        with self._opening:
            self._refuse_if_closed()
            if self._kept is None:
                self._kept = ConversationStore(self._beside_catalog(KeptFile, CONVERSATIONS))
            return self._kept

    @property
    def people(self) -> PeopleStore:
        """Return who may ask: people and their tokens, sessions, and what they have changed."""
        with self._opening:
            self._refuse_if_closed()
            if self._known is None:
                self._known = PeopleStore(self._beside_catalog(PeopleFile, PEOPLE))
            return self._known

    def _beside_catalog(self, kind: type[SideFile], name: str) -> SqlDatabase:
        """Open a database beside the catalog: where that is on a server, in the same database."""
        if self._hold.server is not None:
            from rag.store.postgres_database import PostgresDatabase

            return PostgresDatabase(self._hold.server, kind.plan)
        return kind(self._settings.folder / name)

    @property
    def _components(self) -> Components:
        self._refuse_if_closed()
        return self._open_components

    @property
    def _catalog(self) -> Catalog:
        self._refuse_if_closed()
        return self._open_catalog

    def _group_at_once(self, stop: threading.Event | None = None) -> None:
        """Put articles into stories, as far as that takes a few seconds or until `stop` is set."""
        self._catching_up.group(stop=stop, seconds=STORY_SECONDS)

    def _story_numbers(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Return the stories of articles by their ids; those in none are put into one first, as far
        as that takes a few seconds."""
        found = self._open_catalog.story_numbers(article_ids)
        if len(found) < len(set(article_ids)):
            self._group_at_once()
            found = self._open_catalog.story_numbers(article_ids)
        return found

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise UsageError(f"the library in {self._settings.folder} was closed; open it again")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._closed:
            return
        try:
            self._close(back_up=error is None or self._open_catalog.changed)
        except LibraryError as failed:
            if error is None:
                raise
            _LOG.info("closing failed, too: %s", failed)
