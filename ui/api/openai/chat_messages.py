"""Reads the messages of a conversation: its question, the turns before it, and what the system is
told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.records import Turn
from rag.text.display import whole
from ui.api.openai.earlier_answers import without_footnotes
from ui.api.openai.openai_bodies import ChatMessage
from ui.ask.chat import MAX_TURNS
from ui.guard.refusal import PageError

LONGEST_TURN = 4_000
"""Characters of an earlier question or answer that are read."""

_SYSTEM = ("system", "developer")
_ROLES = frozenset(["user", "assistant", "tool", "function", *_SYSTEM])


@dataclass(frozen=True, slots=True)
class ReadMessages:
    """A conversation as an archive reads it; `system` are the texts of its system messages."""

    question: str
    history: tuple[Turn, ...] = ()
    system: tuple[str, ...] = ()


def read_messages(messages: Sequence[ChatMessage]) -> ReadMessages:
    """Read a conversation. The question is the last message of the user.

    An answer without a question is left out, and a question without an answer is a turn without
    one. Raises `PageError` where there is no question, for an unknown role, and where the question
    has a part that is no text.
    """
    for message in messages:
        if message.role not in _ROLES:
            raise PageError("openai.unknown_role", status=400, param="messages")
    last = next((at for at in reversed(range(len(messages))) if messages[at].role == "user"), None)
    if last is None:
        raise PageError("openai.no_question", status=400, param="messages")
    asked = messages[last]
    if isinstance(asked.content, list) and any(part.type != "text" for part in asked.content):
        raise PageError("openai.text_only", status=400, param="messages")
    return ReadMessages(
        question=_text(asked),
        history=tuple(_turns(messages[:last])[-MAX_TURNS:]),
        system=tuple(_text(one) for one in messages if one.role in _SYSTEM),
    )


def _turns(messages: Iterable[ChatMessage]) -> list[Turn]:
    turns: list[Turn] = []
    for message in messages:
        text = _text(message)
        if message.role == "user" and text.strip():
            turns.append(Turn(text[:LONGEST_TURN]))
        elif message.role == "assistant" and turns:
            before = turns.pop()
            answer = " ".join(filter(None, [before.answer, without_footnotes(text)]))
            turns.append(Turn(before.question, answer[:LONGEST_TURN]))
    return turns


def _text(message: ChatMessage) -> str:
    """Return the text of a message, that of several parts on lines of their own."""
    if not isinstance(message.content, list):
        return whole(message.content or "")
    return whole("\n".join(part.text or "" for part in message.content if part.type == "text"))
