"""The conversations of a library's readers, in a database beside its catalog."""

from __future__ import annotations

from pathlib import Path

from rag.records import (
    Answer,
    Brief,
    Conversation,
    ConversationSummary,
    Exchange,
    ExchangeState,
    KeptBrief,
    Language,
    Rating,
    SearchFilter,
)

FILE = "conversations.db"


class ConversationStore:
    """Keeps what each person asks, rates, makes and types; safe to use from many threads.

    Every method takes the person first, and knows nothing of what belongs to another: it is as if
    it were not there. Ids are made here and cannot be guessed.
    """

    def __init__(self, path: Path) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    # --- conversations ---

    def list(self, person: str, *, search: str = "") -> tuple[ConversationSummary, ...]:
        """Return the conversations, the last changed first; with `search`, those of whose title,
        questions or answers have all its words."""
        raise NotImplementedError

    def get(self, person: str, conversation_id: str) -> Conversation | None:
        raise NotImplementedError

    def begin(self, person: str) -> Conversation:
        """Begin a conversation; it is listed once something was asked in it."""
        raise NotImplementedError

    def rename(self, person: str, conversation_id: str, title: str) -> bool:
        raise NotImplementedError

    def remove(self, person: str, conversation_id: str) -> bool:
        """Take a conversation out of the list; `restore` brings it back for a day."""
        raise NotImplementedError

    def restore(self, person: str, conversation_id: str) -> bool:
        raise NotImplementedError

    # --- questions and answers ---

    def ask(
        self,
        person: str,
        conversation_id: str,
        question: str,
        *,
        where: SearchFilter | None = None,
        language: Language | None = None,
        instead_of: str | None = None,
    ) -> Exchange | None:
        """Add a question, which is being answered from now on.

        `instead_of` names an exchange of the conversation: it and all after it give way, as when a
        question is edited or asked again. None if there is no such conversation.
        """
        raise NotImplementedError

    def settle(
        self,
        person: str,
        exchange_id: str,
        state: ExchangeState,
        *,
        answer: Answer | None = None,
        fault: str | None = None,
    ) -> bool:
        """Keep what came of a question."""
        raise NotImplementedError

    def exchange(self, person: str, exchange_id: str) -> Exchange | None:
        raise NotImplementedError

    def rate(self, person: str, exchange_id: str, rating: Rating | None, comment: str = "") -> bool:
        raise NotImplementedError

    def rated(self, person: str | None, rating: Rating | None = None) -> tuple[Exchange, ...]:
        """Return the rated exchanges, newest first, of one person or (None) of all."""
        raise NotImplementedError

    # --- what is being typed ---

    def put_draft(self, person: str, place: str, text: str) -> None:
        """Keep what stands in a box, such as that of a conversation's id; "" forgets it."""
        raise NotImplementedError

    def draft(self, person: str, place: str) -> str:
        raise NotImplementedError

    # --- briefs ---

    def keep_brief(
        self, person: str, brief: Brief, *, title: str, story: int | None = None
    ) -> KeptBrief:
        raise NotImplementedError

    def briefs(self, person: str, *, limit: int = 50) -> tuple[KeptBrief, ...]:
        """Return the kept briefs, newest first."""
        raise NotImplementedError

    def brief(self, person: str, brief_id: str) -> KeptBrief | None:
        raise NotImplementedError

    def remove_brief(self, person: str, brief_id: str) -> bool:
        raise NotImplementedError
