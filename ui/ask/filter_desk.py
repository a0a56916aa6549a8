"""What narrowing a search asks of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.records import ArticleSummary, SearchFilter, Story, Totals


class FilterDesk(Protocol):
    """Counts and lists what a search can be narrowed to. Failures are `MujazError`."""

    def totals(self, where: SearchFilter | None = None) -> Totals:
        """Return how many articles there are, by language, outlet and month."""
        ...

    def story(self, number: int) -> Story | None:
        """Return the story of that number."""
        ...

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return articles without their text; unknown ids are left out."""
        ...

    def story_of(self, article_id: str) -> Story | None:
        """Return the story of an article."""
        ...

    def article_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[ArticleSummary], int]:
        """Return articles that a search finds, newest first, and how many there are in all."""
        ...
