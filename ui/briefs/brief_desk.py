"""What the tab of briefs asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.conversations.conversation_store import ConversationStore
from rag.records import (
    ArticleSummary,
    BriefEvent,
    Language,
    SearchFilter,
    Story,
    Totals,
)


class BriefDesk(Protocol):
    """Makes briefs and keeps them. Failures are `MujazError`."""

    @property
    def conversations(self) -> ConversationStore:
        """Return what readers keep, their briefs among it."""
        ...

    def totals(self, where: SearchFilter | None = None) -> Totals:
        """Return how many articles there are, by language, outlet and month."""
        ...

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return articles without their text; unknown ids are left out."""
        ...

    def story_page(
        self,
        where: SearchFilter | None = None,
        *,
        search: str = "",
        limit: int = 50,
        offset: int = 0,
        least: int = 1,
    ) -> list[Story]:
        """Return some of the stories that `where` lets through and `search` finds, newest first."""
        ...

    def story(self, number: int) -> Story | None:
        """Return the story of that number; None if there is none."""
        ...

    def astream_brief(
        self,
        topic: str | None,
        *,
        articles: Sequence[str] = (),
        where: SearchFilter | None = None,
        length: str | int = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncIterator[BriefEvent]:
        """Yield the progress of a brief and, last, the brief.

        `length` is short, medium or long, or words per language; `reader` the language of remarks.
        """
        ...
