"""Writes the content of a brief into a Word document, as paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from rag.exports.brief_document import (
    Block,
    BriefDocument,
    Difference,
    FactCell,
    LanguageColumn,
    LeftOut,
    Remark,
    SourceRow,
    StoryPart,
)
from rag.exports.docx_export.frame import AMBER, RED, SOFT, TEXT_WIDTH
from rag.exports.docx_export.runs import (
    FAINT,
    Ink,
    add_address,
    add_cited_line,
    add_line,
    add_tab,
    add_target,
    add_text,
    new_paragraph,
)
from rag.records import Language

_BOLD = Ink(bold=True)
_LABEL = Ink(bold=True, colour=SOFT)
_CELL_MARGIN = 140
_COLOURS = {
    "abstained": AMBER,
    "incomplete": AMBER,
    "check": AMBER,
    "unsupported": RED,
    "contradicted": RED,
}


def write(document: Document, sheet: BriefDocument) -> None:
    """Write the whole brief into the document, in the order of `sheet`.

    Two languages are set in tables, with English at the left. A single language is set as a list,
    and its tables begin at the side where its lines begin.
    """
    _write_head(document, sheet)
    for note in sheet.notes:
        write_remark(document, note)
    for story in sheet.stories:
        _write_story(document, sheet, story)
    _write_section(document, sheet, "dropped", sheet.dropped)
    for dropped in sheet.dropped:
        _write_left_out(document, dropped)
    _write_section(document, sheet, "sources", sheet.sources)
    places = count(1)
    for source in sheet.sources:
        write_source(document, source, places)
    _write_closing(document, sheet)


def _write_head(document: Document, sheet: BriefDocument) -> None:
    for headline, meta in zip(sheet.headlines, sheet.meta, strict=True):
        language = headline.line.language
        add_cited_line(new_paragraph(document, language, style="Title"), headline)
        for label, line in meta:
            paragraph = new_paragraph(document, language, style="Brief Small")
            add_text(paragraph, f"{label}: ", language)
            add_line(paragraph, line)


def _write_story(document: Document, sheet: BriefDocument, story: StoryPart) -> None:
    """Write one story, under its headlines where there are several stories."""
    for at, headline in enumerate(story.headlines):
        if headline is None:
            continue
        language = headline.line.language
        add_cited_line(new_paragraph(document, language, style="Heading 1"), headline)
        if story.days:
            paragraph = new_paragraph(document, language, style="Brief Small", keep=True)
            add_line(paragraph, story.days[at])
    style = "Heading 2" if story.headlines else "Heading 1"
    _write_section(document, sheet, "points", story.points, style=style)
    _write_points(document, sheet, story)
    _write_section(document, sheet, "key_facts", story.facts, style=style)
    _write_facts(document, sheet, story)
    for name, compared in (("updates", story.updates), ("disagreements", story.differences)):
        _write_section(document, sheet, name, compared, style=style)
        for one in compared:
            _write_difference(document, one)


def _write_section(
    document: Document,
    sheet: BriefDocument,
    name: str,
    items: Sequence[object],
    *,
    style: str = "Heading 1",
) -> None:
    """Write the heading of a section that is not empty.

    A heading in two languages is one line, so that an outline has it once.
    """
    if not items:
        return
    first, *others = sheet.heading(name)
    heading = new_paragraph(document, first.language, style=style, opposite=bool(others))
    add_line(heading, first)
    for other in others:
        add_tab(heading)
        add_line(heading, other)


def _write_points(document: Document, sheet: BriefDocument, story: StoryPart) -> None:
    if len(sheet.languages) == 1:
        for point in story.points:
            _write_side(document, point.sides[0])
        return
    rows = _rows(document, len(story.points), shares=(1, 1))
    for row, point in zip(rows, story.points, strict=True):
        for cell, side in zip(row, point.sides, strict=True):
            _write_side(cell, side)
            _drop_first(cell)


def _write_side(parent: Document | _Cell, side: LanguageColumn) -> None:
    """Write a point in one language. Its number stands at the first paragraph, whatever that is."""
    numbered = True
    for block in side.blocks:
        paragraph = new_paragraph(parent, side.language, numbered=numbered, indented=not numbered)
        numbered = False
        write_sentences(paragraph, block, side.language)
        if block.remark:
            write_remark(parent, block.remark, indented=True)
    for remark in side.remarks:
        write_remark(parent, remark, numbered=numbered, indented=True)
        numbered = False


def write_sentences(paragraph: Paragraph, block: Block, language: Language) -> None:
    """Write the sentences of a block into a paragraph."""
    for index, said in enumerate(block.sentences):
        if index:
            add_text(paragraph, " ", language)
        add_cited_line(paragraph, said)


def write_remark(
    parent: Document | _Cell, remark: Remark, *, numbered: bool = False, indented: bool = False
) -> None:
    """Write a remark in a paragraph of small letters, its label in bold."""
    language = remark.language
    paragraph = new_paragraph(
        parent, language, style="Brief Small", numbered=numbered, indented=indented and not numbered
    )
    if remark.label:
        ending = ": " if remark.lines else ""
        ink = Ink(bold=True, colour=_COLOURS.get(remark.kind, SOFT))
        add_text(paragraph, remark.label + ending, language, ink)
    for index, line in enumerate(remark.lines):
        if index:
            add_text(paragraph, " ", language)
        add_line(paragraph, line)


def _write_facts(document: Document, sheet: BriefDocument, story: StoryPart) -> None:
    """Write the key facts: the label above its facts in two languages, beside them in one."""
    if not story.facts:
        return
    both = len(sheet.languages) == 2
    turned = sheet.languages == ("ar",)
    rows = _rows(document, len(story.facts), shares=(1, 1) if both else (1, 5), turned=turned)
    for row, facts in zip(rows, story.facts, strict=True):
        for index, fact in enumerate(facts.cells):
            _write_label(row[index], fact)
            for said in fact.facts:
                add_cited_line(new_paragraph(row[index if both else 1], said.line.language), said)
        for cell in row:
            _drop_first(cell)


def _write_label(cell: _Cell, fact: FactCell) -> None:
    if fact.facts:
        paragraph = new_paragraph(cell, fact.language, style="Brief Small")
        add_text(paragraph, fact.label, fact.language, _LABEL)


def _write_difference(document: Document, difference: Difference) -> None:
    about = difference.about
    add_line(new_paragraph(document, about.language, keep=True), about, _BOLD)
    for origin, said in difference.claims:
        paragraph = new_paragraph(document, said.line.language, indented=True)
        add_line(paragraph, origin, FAINT)
        add_text(paragraph, ": ", said.line.language, FAINT)
        add_cited_line(paragraph, said)


def _write_left_out(document: Document, dropped: LeftOut) -> None:
    paragraph = new_paragraph(document, dropped.line.language, keep=bool(dropped.reasons))
    add_line(paragraph, dropped.line, Ink(strike=True))
    for reason in dropped.reasons:
        add_line(
            new_paragraph(document, reason.language, style="Brief Small", indented=True), reason
        )


def write_source(document: Document, source: SourceRow, places: Iterator[int]) -> None:
    """Write a source: its title, origin, address and cited sentences. `places` are new numbers, one
    for each sentence."""
    add_line(new_paragraph(document, source.title.language, style="Heading 2"), source.title)
    if source.origin:
        paragraph = new_paragraph(document, source.origin.language, style="Brief Small", keep=True)
        add_line(paragraph, source.origin)
    if source.address:
        paragraph = new_paragraph(document, source.title.language, style="Brief Small", keep=True)
        add_address(document, paragraph, source.address, source.href)
    for mark, line in source.quotes:
        paragraph = new_paragraph(document, line.language, indented=True)
        add_target(paragraph, mark, line.language, next(places))
        add_line(paragraph, line)


def _write_closing(document: Document, sheet: BriefDocument) -> None:
    if any(sheet.closing):
        new_paragraph(document, sheet.languages[0])
    for lines in sheet.closing:
        for line in lines:
            add_line(new_paragraph(document, line.language, style="Brief Small"), line)


def _rows(
    document: Document, count: int, *, shares: tuple[int, ...], turned: bool = False
) -> list[tuple[_Cell, ...]]:
    """Return the cells of a new table, row by row.

    Its columns divide the width of the page by `shares`. With `turned`, the first column is at the
    right.
    """
    table = document.add_table(count, len(shares))
    whole = TEXT_WIDTH.twips + 2 * _CELL_MARGIN  # so that its text ends where that of the page does
    direction = "<w:bidiVisual/>" if turned else ""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="D9DDE3"/>'
        for edge in ("top", "bottom", "insideH")
    )
    margins = "".join(
        f'<w:{edge} w:w="{width}" w:type="dxa"/>'
        for edge, width in (
            ("top", 60),
            ("left", _CELL_MARGIN),
            ("bottom", 60),
            ("right", _CELL_MARGIN),
        )
    )
    properties = parse_xml(
        f"<w:tblPr {nsdecls('w')}>{direction}"
        f'<w:tblW w:w="{whole}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )
    table._tbl.replace(table._tbl.tblPr, properties)
    rows = [row.cells for row in table.rows]
    for column, share in enumerate(shares):
        width = Twips(whole * share // sum(shares))
        table.columns[column].width = width
        for row in rows:
            row[column].width = width
    return rows


def _drop_first(cell: _Cell) -> None:
    """Remove the empty paragraph that a new cell holds, if the cell has other paragraphs."""
    first, *others = cell.paragraphs
    if others:
        cell._tc.remove(first._p)
