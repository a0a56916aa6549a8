"""What the tab of questions sends to the server."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from rag.records import Language, Rating

MOST_TYPED = 20_000
"""Characters of what is being typed or commented that are kept."""


class QuestionBody(BaseModel):
    """A question. Without a `conversation` it begins one; `instead_of` is the exchange that it
    replaces, with all after it."""

    question: str
    conversation: str | None = None
    where: dict[str, Any] | None = None
    language: Language | None = None
    instead_of: str | None = None


class RatingBody(BaseModel):
    """A reader's rating of an answer; None takes it back."""

    rating: Rating | None
    comment: str = Field("", max_length=MOST_TYPED)


class TypedBody(BaseModel):
    """What stands in the question box: of a conversation by its id, or of a new one."""

    place: str = Field(max_length=100)
    text: str = Field(max_length=MOST_TYPED)
