"""What the tab of briefs asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.conversations.conversation_store import ConversationStore
from rag.records import BriefEvent, Language, SearchFilter


class BriefDesk(Protocol):
    """Makes briefs and keeps them. Failures are `MujazError`."""

    @property
    def conversations(self) -> ConversationStore:
        """Return what readers keep, their briefs among it."""
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
