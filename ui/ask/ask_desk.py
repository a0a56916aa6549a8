"""What the tab of questions asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.conversations.conversation_store import ConversationStore
from rag.records import AnswerEvent, Language, SearchFilter, Turn


class AskDesk(Protocol):
    """Answers questions and keeps conversations. Failures are `MujazError`."""

    @property
    def conversations(self) -> ConversationStore:
        """Return what readers keep."""
        ...

    def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: SearchFilter | None = None,
        language: Language | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        """Yield the steps of one answer, in the order that `AnswerEvent` describes."""
        ...

    def count(self) -> int:
        """Return the number of articles."""
        ...

    def vectors_made(self) -> tuple[int, int]:
        """Return how many passages have their vector, and how many passages there are."""
        ...

    def moving_to(self) -> str | None:
        """Return the embedder for which all vectors are being made anew; None if none is."""
        ...
