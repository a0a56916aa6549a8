"""What the page asks of the library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from rag.records import AnswerEvent, Article, BriefEvent, Language, SearchFilter, Turn
from rag.text.crosslingual.gloss import Gloss


class Desk(Protocol):
    """Answers questions, makes briefs and hands out articles. Failures are `MujazError`."""

    def astream(self, question: str, *, history: Sequence[Turn] = ()) -> AsyncIterator[AnswerEvent]:
        """Yield the steps of one answer, in the order that `AnswerEvent` describes."""
        ...

    def astream_brief(
        self,
        topic: str | None,
        *,
        where: SearchFilter | None = None,
        length: str = "medium",
        languages: Sequence[Language] = ("ar", "en"),
        reader: Language | None = None,
    ) -> AsyncIterator[BriefEvent]:
        """Yield the progress of a brief and, last, the brief.

        `length` is short, medium or long, `reader` the language of remarks.
        """
        ...

    def article(self, article_id: str) -> Article | None:
        """Return the article of that id, or None if there is none.

        Called from worker threads, several at a time.
        """
        ...

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        """Return the words of a text that the glossary has, with those of the other language.

        Called from worker threads.
        """
        ...

    def count(self) -> int:
        """Return the number of articles.

        Called from worker threads.
        """
        ...

    def vectors_made(self) -> tuple[int, int]:
        """Return how many passages have their vector, and how many passages there are."""
        ...

    def moving_to(self) -> str | None:
        """Return the embedder for which all vectors are being made anew; None if none is."""
        ...
