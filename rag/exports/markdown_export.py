"""Writes a brief as Markdown that reads well raw; nothing that an article says is markup in it.

Arabic stands in `<div dir="rtl">` blocks, the one piece of HTML that common renderers allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.exports.brief_document import (
    BriefDocument,
    Difference,
    LeftOut,
    Row,
    StoryPart,
)
from rag.exports.markdown_pieces import (
    MarkdownPart,
    cited_line_markdown,
    directed_markdown,
    held_markdown,
    remark_markdown,
    side_markdown,
    source_markdown,
)


def to_markdown(sheet: BriefDocument) -> str:
    """Return the Markdown file as text."""
    parts = [
        *_header(sheet),
        *map(remark_markdown, sheet.notes),
        *(part for story in sheet.stories for part in _story(sheet, story)),
        *_section(sheet, "dropped", map(_left_out, sheet.dropped)),
        *_section(sheet, "sources", map(source_markdown, sheet.sources)),
        *_footer(sheet),
    ]
    return "\n\n".join(directed_markdown(parts)) + "\n"


def _story(sheet: BriefDocument, story: StoryPart) -> Iterator[MarkdownPart]:
    """Yield the parts of one story, under its headlines where there are several stories."""
    for at, headline in enumerate(story.headlines):
        if headline is None:
            continue
        language = headline.line.language
        yield language, f"## {cited_line_markdown(headline)}"
        if story.days:
            yield language, held_markdown(story.days[at])
    level = 3 if story.headlines else 2
    rows = (part for row in story.points for part in _point(row))
    yield from _section(sheet, "points", rows, level=level)
    yield from _section(sheet, "key_facts", _facts(sheet, story), level=level)
    for name, compared in (("updates", story.updates), ("disagreements", story.differences)):
        told = (part for one in compared for part in _difference(one))
        yield from _section(sheet, name, told, level=level)


def _section(
    sheet: BriefDocument, name: str, parts: Iterable[MarkdownPart], *, level: int = 2
) -> Iterator[MarkdownPart]:
    """Yield the parts of a section under a heading; nothing where there are no parts.

    A heading in two languages is one line, so that an outline has it once.
    """
    found = list(parts)
    if found:
        heading = " · ".join(line.text for line in sheet.heading(name))
        yield sheet.languages[0], f"{'#' * level} {heading}"
        yield from found


def _header(sheet: BriefDocument) -> Iterator[MarkdownPart]:
    for headline, meta in zip(sheet.headlines, sheet.meta, strict=True):
        language = headline.line.language
        yield language, f"# {cited_line_markdown(headline)}"
        yield language, "\n".join(f"- **{label}:** {held_markdown(line)}" for label, line in meta)


def _footer(sheet: BriefDocument) -> Iterator[MarkdownPart]:
    if any(sheet.closing):
        yield "en", "---"
    for language, lines in zip(sheet.languages, sheet.closing, strict=True):
        if lines:
            yield language, " ".join(held_markdown(line) for line in lines)


def _point(row: Row) -> Iterator[MarkdownPart]:
    for side in row.sides:
        yield side.language, f"**{row.number}.** {side_markdown(side)}"


def _facts(sheet: BriefDocument, story: StoryPart) -> Iterator[MarkdownPart]:
    """Yield one list of key facts for each language."""
    for column, language in enumerate(sheet.languages):
        cells = [facts.cells[column] for facts in story.facts if facts.cells[column].facts]
        if cells:
            yield (
                language,
                "\n".join(
                    f"- **{cell.label}:** {' — '.join(map(cited_line_markdown, cell.facts))}"
                    for cell in cells
                ),
            )


def _difference(difference: Difference) -> Iterator[MarkdownPart]:
    about = difference.about
    yield about.language, f"**{held_markdown(about)}**"
    for origin, said in difference.claims:
        yield said.line.language, f"- {held_markdown(origin)}: {cited_line_markdown(said)}"


def _left_out(dropped: LeftOut) -> MarkdownPart:
    reasons = "".join(f"\n  - {held_markdown(line)}" for line in dropped.reasons)
    return dropped.line.language, f"- {held_markdown(dropped.line)}{reasons}"
