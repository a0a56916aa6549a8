"""What the page asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.records import AnswerEvent, Article, Turn


class Desk(Protocol):
    """Answers questions and hands out articles. Failures are `MujazError`."""

    def astream(self, question: str, *, history: Sequence[Turn] = ()) -> AsyncIterator[AnswerEvent]:
        """The steps of one answer, as `AnswerEvent` orders them."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article of that id, or None. Called from worker threads, several at a time."""
        ...

    def count(self) -> int:
        """How many articles there are. Called from worker threads."""
        ...
