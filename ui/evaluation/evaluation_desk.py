"""What the tab of evaluation asks of the library behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from eval.ask_case import AskedLibrary
from rag.conversations.conversation_store import ConversationStore
from rag.records import Article, ArticleSummary
from rag.settings import Settings


class EvaluationDesk(AskedLibrary, Protocol):
    """Answers the questions of a suite. Failures are `MujazError`."""

    @property
    def settings(self) -> Settings:
        """Return the settings with which the library was opened."""
        ...

    @property
    def conversations(self) -> ConversationStore:
        """Return what readers keep, their ratings among it."""
        ...

    def articles(self) -> Sequence[ArticleSummary]:
        """Return all articles."""
        ...

    def article(self, article_id: str) -> Article | None: ...
