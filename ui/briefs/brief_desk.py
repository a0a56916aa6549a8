"""What the tab of briefs asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.conversations.conversation_store import ConversationStore
from rag.records import ArticleSummary, BriefEvent, Language, Passage, SearchFilter, Story


class BriefDesk(Protocol):
    """Makes briefs and keeps them. Failures are `MujazError`."""

    @property
    def conversations(self) -> ConversationStore:
        """Return what readers keep, their briefs among it."""
        ...

    def articles(self) -> list[ArticleSummary]:
        """Return all articles, newest first."""
        ...

    def stories(
        self, where: SearchFilter | None = None, *, limit: int | None = None, least: int = 1
    ) -> tuple[Story, ...]:
        """Return the stories of the articles that `where` lets through, newest first."""
        ...

    def search(
        self, question: str, *, limit: int = 10, where: SearchFilter | None = None
    ) -> list[Passage]:
        """Return the best passages for a question, best first."""
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
