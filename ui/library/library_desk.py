"""What the tab of the library asks of the library behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from rag.records import ArticleSummary, SearchFilter, Story, Totals


class LibraryDesk(Protocol):
    """Counts and lists articles and stories. Called from worker threads. Failures are
    `MujazError`."""

    def totals(self, where: SearchFilter | None = None) -> Totals: ...

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]: ...

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]: ...

    def stories_by_day(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[tuple[Story, date | None]]: ...

    def story(self, number: int) -> Story | None: ...
