"""A brief as a document to hand on (Markdown, HTML, DOCX, PDF or JSON), and a conversation."""

from rag.exports.conversation_exporters import (
    CONVERSATION_EXPORTERS,
    ConversationExporter,
    conversation_exporter_for,
    conversation_markdown,
    conversation_word,
)
from rag.exports.exporters import EXPORTERS, FORMATS, Exporter, export, exporter_for

__all__ = [
    "CONVERSATION_EXPORTERS",
    "EXPORTERS",
    "FORMATS",
    "ConversationExporter",
    "Exporter",
    "conversation_exporter_for",
    "conversation_markdown",
    "conversation_word",
    "export",
    "exporter_for",
]
