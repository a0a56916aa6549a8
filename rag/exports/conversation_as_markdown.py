"""Writes a conversation as Markdown that reads well raw."""

from __future__ import annotations

from collections.abc import Iterator

from rag.exports.conversation_document import AnswerPart, ConversationDocument
from rag.exports.markdown_pieces import (
    MarkdownPart,
    cited_line_markdown,
    directed_markdown,
    held_markdown,
    remark_markdown,
    source_markdown,
)


def conversation_to_markdown(sheet: ConversationDocument) -> str:
    """Return the Markdown file as text: each question a heading over its answer and sources."""
    title = sheet.title
    parts: list[MarkdownPart] = [(title.language, f"# {held_markdown(title)}")]
    parts += [(line.language, held_markdown(line)) for line in sheet.meta]
    for part in sheet.parts:
        parts += _part(part)
    return "\n\n".join(directed_markdown(parts)) + "\n"


def _part(part: AnswerPart) -> Iterator[MarkdownPart]:
    yield part.question.language, f"## {held_markdown(part.question)}"
    yield from map(remark_markdown, part.notes)
    if part.preface:
        yield part.preface.language, held_markdown(part.preface)
    for block in part.blocks:
        language = block.sentences[0].line.language
        yield language, " ".join(map(cited_line_markdown, block.sentences))
        if block.remark:
            yield remark_markdown(block.remark)
    for line in part.closing:
        yield line.language, held_markdown(line)
    if part.sources:
        heading = part.sources_heading
        yield heading.language, f"### {held_markdown(heading)}"
    yield from map(source_markdown, part.sources)
