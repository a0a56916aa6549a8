"""What the page asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.records import AnswerEvent, Article, BriefEvent, Language, SearchFilter, Turn


class Desk(Protocol):
    """Answers questions, makes briefs and hands out articles. Failures are `MujazError`."""

    def astream(self, question: str, *, history: Sequence[Turn] = ()) -> AsyncIterator[AnswerEvent]:
        """The steps of one answer, as `AnswerEvent` orders them."""
        ...

    def astream_brief(
        self,
        topic: str | None,
        *,
        where: SearchFilter | None = None,
        length: str = "medium",
        languages: Sequence[Language] = ("ar", "en"),
    ) -> AsyncIterator[BriefEvent]:
        """The progress of a brief and, last, the brief. `length` is short, medium or long."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article of that id, or None. Called from worker threads, several at a time."""
        ...

    def count(self) -> int:
        """How many articles there are. Called from worker threads."""
        ...

    def vectors_made(self) -> tuple[int, int]:
        """How many passages have their vector, and how many passages there are."""
        ...
