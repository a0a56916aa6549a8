"""Writes a conversation into a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from docx.document import Document

from rag.exports.conversation_document import AnswerPart, ConversationDocument
from rag.exports.docx_export.document_body import write_remark, write_sentences, write_source
from rag.exports.docx_export.runs import Ink, add_line, new_paragraph

_BOLD = Ink(bold=True)


def write_conversation(document: Document, sheet: ConversationDocument) -> None:
    """Write each question as a heading, and under it its answer and sources."""
    title = sheet.title
    add_line(new_paragraph(document, title.language, style="Title"), title)
    for line in sheet.meta:
        add_line(new_paragraph(document, line.language, style="Brief Small"), line)
    places = count(1)
    for part in sheet.parts:
        _write_part(document, part, places)


def _write_part(document: Document, part: AnswerPart, places: Iterator[int]) -> None:
    question = part.question
    add_line(new_paragraph(document, question.language, style="Heading 1"), question)
    for remark in part.notes:
        write_remark(document, remark)
    if part.preface:
        add_line(new_paragraph(document, part.preface.language), part.preface)
    for block in part.blocks:
        language = block.sentences[0].line.language
        write_sentences(new_paragraph(document, language), block, language)
        if block.remark:
            write_remark(document, block.remark, indented=True)
    for line in part.closing:
        add_line(new_paragraph(document, line.language, style="Brief Small"), line)
    if part.sources:
        heading = part.sources_heading
        add_line(new_paragraph(document, heading.language, keep=True), heading, _BOLD)
    for source in part.sources:
        write_source(document, source, places)
