"""Writes briefs and conversations as Word documents, right-to-left where they are Arabic."""

from __future__ import annotations

from rag.exports.brief_document import BriefDocument
from rag.exports.conversation_document import ConversationDocument
from rag.exports.docx_export.conversation_body import write_conversation
from rag.exports.docx_export.document_body import write
from rag.exports.docx_export.frame import new_document, saved


def to_docx(sheet: BriefDocument) -> bytes:
    """Return the bytes of the Word file.

    It holds no field but the page numbers, and links only to places in itself and to the web
    addresses of sources.
    """
    document = new_document(sheet.title.text, sheet.as_of)
    write(document, sheet)
    return saved(document)


def conversation_to_docx(sheet: ConversationDocument) -> bytes:
    """Return the bytes of the Word file of a conversation, which is as those of briefs are."""
    document = new_document(sheet.title.text, sheet.day)
    write_conversation(document, sheet)
    return saved(document)
