"""The records of what readers keep: conversations, ratings of answers, briefs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rag.records.answer_records import Answer
from rag.records.article_records import Language, SearchFilter
from rag.records.brief_records import Brief

ExchangeState = Literal["writing", "answered", "stopped", "failed"]
Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation and what came of it.

    `where` and `language` are what it was narrowed to and the language asked for (None: any, and
    that of the question). While it is `writing` there is no `answer`. A `stopped` one has an
    incomplete answer of what was written until then, or none; a `failed` one has the `fault`, in
    the reader's language. `rating` and `comment` are the reader's. Moments are in UTC.
    """

    id: str
    conversation_id: str
    question: str
    asked_at: datetime
    state: ExchangeState = "writing"
    answer: Answer | None = None
    fault: str | None = None
    where: SearchFilter | None = None
    language: Language | None = None
    rating: Rating | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as it is listed. `title` is its first question until it is renamed."""

    id: str
    title: str
    changed_at: datetime
    exchanges: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with all its exchanges, oldest first."""

    id: str
    title: str
    created_at: datetime
    changed_at: datetime
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptBrief:
    """A brief that a reader has made.

    `story` is the number of the story that it is of, if it is of one; `request` what was asked for,
    as written by whoever had it made, so that the same can be asked again.
    """

    id: str
    made_at: datetime
    title: str
    brief: Brief
    story: int | None = None
    request: str = ""
