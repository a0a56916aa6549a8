"""What the panel asks of the library behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.records import Article, ArticleSummary, ArticleVersion, Story
from rag.text.crosslingual.gloss import Gloss


class PanelDesk(Protocol):
    """Hands out articles. Called from worker threads, several at a time."""

    def article(self, article_id: str) -> Article | None:
        """Return the article of that id, or None if there is none."""
        ...

    def versions(self, article_id: str) -> list[ArticleVersion]:
        """Return the versions of an article, oldest first, the present one last."""
        ...

    def story_of(self, article_id: str) -> Story | None:
        """Return the story that an article belongs to; None for an unknown id."""
        ...

    def summaries(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Return articles without their text, in the order of their ids; unknown ids are left
        out."""
        ...

    def word_aid(self, text: str) -> tuple[Gloss, ...]:
        """Return the words of a text that the glossary has, with those of the other language."""
        ...
