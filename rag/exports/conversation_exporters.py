"""The file formats in which a conversation can be handed on, one row a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import UsageError
from rag.records import Conversation


@dataclass(frozen=True, slots=True)
class ConversationExporter:
    """A file format of conversations; its fields are as those of `rag.exports.Exporter`."""

    suffix: str
    label: str
    media_type: str
    write: Callable[[Conversation], bytes]


def conversation_markdown(conversation: Conversation) -> bytes:
    """Return a conversation as Markdown in UTF-8, with the sources of each answer under it."""
    from rag.exports.conversation_as_markdown import conversation_to_markdown
    from rag.exports.conversation_document import lay_out_conversation

    return conversation_to_markdown(lay_out_conversation(conversation)).encode()


def conversation_word(conversation: Conversation) -> bytes:
    """Return a conversation as a Word file, in which citations lead to their sentences."""
    from rag.exports.conversation_document import lay_out_conversation
    from rag.exports.docx_export import conversation_to_docx

    return conversation_to_docx(lay_out_conversation(conversation))


CONVERSATION_EXPORTERS: tuple[ConversationExporter, ...] = (
    ConversationExporter("md", "Markdown", "text/markdown; charset=utf-8", conversation_markdown),
    ConversationExporter(
        "docx",
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        conversation_word,
    ),
)
"""Every format in which a conversation can be handed on. What articles say is shown and never acted
on, and the same conversation gives the same bytes."""


def conversation_exporter_for(name: str) -> ConversationExporter:
    """Return the format of a name or file ending. Raises `UsageError` for any other."""
    wanted = name.removeprefix(".").lower()
    for row in CONVERSATION_EXPORTERS:
        if row.suffix == wanted:
            return row
    known = ", ".join(f".{row.suffix}" for row in CONVERSATION_EXPORTERS)
    raise UsageError(f"a conversation cannot be written as {name!r}; the formats are {known}")
