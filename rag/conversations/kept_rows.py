"""Makes records of the rows of what readers keep.

A row whose answer cannot be read any more, such as one that a later Mujaz or another program wrote,
is an exchange that failed: the rest of its conversation is still shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rag.conversations.record_codec import read_record
from rag.messages.notices import notice
from rag.records import (
    Answer,
    Brief,
    Conversation,
    ConversationSummary,
    Exchange,
    KeptBrief,
    SearchFilter,
)
from rag.text.analysis.languages import detect_language

Row = Sequence[Any]

EXCHANGE = (
    "e.id, c.id, e.question, e.asked_at, e.state, e.answer, e.fault, e.scope, e.language, "
    "e.rating, e.comment"
)
"""The columns of `exchange_of`, of `exchanges e` and `conversations c`."""

SUMMARY = "c.id, c.title, c.changed_at"
BRIEF = "id, made_at, title, story, brief, request"


def exchange_of(row: Row) -> Exchange:
    """Return the exchange of a row of `EXCHANGE`."""
    id_, conversation, question, asked_at, state, answer, fault, scope, language, *rated = row
    bare = Exchange(
        id=id_,
        conversation_id=conversation,
        question=question,
        asked_at=_moment(asked_at),
        state=state,
        fault=fault,
        language=language,
        rating=rated[0],
        comment=rated[1],
    )
    try:
        return replace(
            bare,
            answer=None if answer is None else read_record(Answer, answer),
            where=None if scope is None else read_record(SearchFilter, scope),
        )
    except ValueError:
        unreadable = notice("answer_unreadable", language or detect_language(question))
        return replace(bare, state="failed", fault=unreadable)


def conversation_of(row: Row, exchanges: Iterable[Exchange]) -> Conversation:
    """Return the conversation of a row of `id, title, created_at, changed_at`."""
    id_, title, created_at, changed_at = row
    return Conversation(id_, title, _moment(created_at), _moment(changed_at), tuple(exchanges))


def summary_of(row: Row) -> ConversationSummary:
    """Return the summary of a row of `SUMMARY` and the number of exchanges."""
    id_, title, changed_at, exchanges = row
    return ConversationSummary(id_, title, _moment(changed_at), exchanges)


def briefs_of(rows: Iterable[Row]) -> Iterator[KeptBrief]:
    """Yield the briefs of rows of `BRIEF`, without those that cannot be read any more."""
    for id_, made_at, title, story, written, request in rows:
        try:
            brief = read_record(Brief, written)
        except ValueError:
            continue
        yield KeptBrief(id_, _moment(made_at), title, brief, story, request)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
