"""The part of the small desk that takes articles in and looks after the library: it takes nothing,
and all is well."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from rag.errors import UsageError
from rag.records import Draft, FeedAddition, IndexProgress, IngestReport, WatchedFeed
from rag.store.health import Health
from rag.store.library_setup import LibrarySetup


class CannedIntake:
    """A library of which nothing changes."""

    @property
    def uploads(self) -> Path:
        return Path(tempfile.gettempdir()) / "mujaz-no-uploads"

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        *,
        stories: bool = True,
        fetch: bool = False,
        name: str | None = None,
    ) -> IngestReport:
        return IngestReport()

    def add(self, drafts: Draft) -> IngestReport:
        return IngestReport()

    def group_stories(self) -> int:
        return 0

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        return list(article_ids)

    def restore(self, article_ids: str | Sequence[str]) -> list[str]:
        return list(article_ids)

    def setup(self) -> LibrarySetup:
        return LibrarySetup(Path("/library"), 1_500_000, 20_000_000_000, "use", None)

    def check(self) -> Health:
        return Health(3, 3, 0, 0, 0, 0, 0, "canned", "canned")

    def repair(
        self, progress: Callable[[int, int], None] | None = None, *, stop: Event | None = None
    ) -> int:
        return 0

    def catch_up(
        self, progress: Callable[[int, int], None] | None = None, *, stop: Event | None = None
    ) -> int:
        return 0

    def feeds(self) -> list[WatchedFeed]:
        return []

    def watch(self, url: str, *, outlet: str | None = None) -> FeedAddition:
        raise UsageError("nothing is watched here")

    def unwatch(self, urls: str | Sequence[str]) -> list[str]:
        return list(urls)

    def rewatch(self, feed: WatchedFeed) -> None: ...

    def read_feeds(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        stop: Event | None = None,
        urls: Sequence[str] | None = None,
    ) -> IngestReport:
        return IngestReport()
