"""What looking after a library asks of the library behind the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Protocol

from rag.records import FeedAddition, IngestReport, WatchedFeed
from rag.store.health import Health
from rag.store.library_setup import LibrarySetup


class UpkeepDesk(Protocol):
    """Checks, mends and measures a library, and reads its feeds. Called from worker threads.
    Failures are `MujazError`."""

    def count(self) -> int: ...

    def setup(self) -> LibrarySetup: ...

    def check(self) -> Health: ...

    def repair(
        self, progress: Callable[[int, int], None] | None = None, *, stop: Event | None = None
    ) -> int: ...

    def catch_up(
        self, progress: Callable[[int, int], None] | None = None, *, stop: Event | None = None
    ) -> int: ...

    def feeds(self) -> list[WatchedFeed]: ...

    def watch(self, url: str, *, outlet: str | None = None) -> FeedAddition: ...

    def unwatch(self, urls: str | Sequence[str]) -> list[str]: ...

    def rewatch(self, feed: WatchedFeed) -> None: ...

    def read_feeds(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        stop: Event | None = None,
        urls: Sequence[str] | None = None,
    ) -> IngestReport: ...
