"""Writes a brief as a Word document, right-to-left where it is Arabic."""

from __future__ import annotations

from rag.exports.brief_document import BriefDocument
from rag.exports.docx_export.document_body import write
from rag.exports.docx_export.frame import new_document, saved


def to_docx(sheet: BriefDocument) -> bytes:
    """Return the bytes of the Word file.

    It holds no field but the page numbers, and links only to places in itself and to the web
    addresses of sources.
    """
    document = new_document(sheet)
    write(document, sheet)
    return saved(document)
