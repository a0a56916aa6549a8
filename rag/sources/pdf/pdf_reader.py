"""Reads a PDF: its text in reading order, its title, and where its pages begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.errors import SourceError
from rag.sources.pdf.page_blocks import ordered_blocks
from rag.sources.pdf.page_columns import page_lines
from rag.sources.pdf.pdf_document import PdfContent, PdfPage, load_pdf
from rag.sources.pdf.pdf_lines import PdfLine
from rag.sources.pdf.pdf_paragraphs import PlacedLine, TextParagraph, paragraphs, placed_lines
from rag.sources.pdf.pdf_text import clean_line, is_foreign, unreadable
from rag.sources.pdf.pdf_title import title_in_type, title_stated
from rag.sources.pdf.running_heads import EdgeRow, edge_rows, running_heads
from rag.sources.pdf.visual_order import bracket_table, upright_brackets
from rag.sources.stated_fields import Stated, StatedFields
from rag.text.analysis.languages import direction

_WORD_CHARACTER = re.compile(r"[^\W_]")
_UNREADABLE_SHARE = 0.2  # from which a text layer is of no use
_DOUBTFUL_SHARE = 0.005  # from which it is told
_OCR = "run OCR (for example ocrmypdf{option}) and index the result"


@dataclass(frozen=True, slots=True)
class _PageLines:
    """A page with its lines, and whether most of its text runs to the left."""

    page: PdfPage
    lines: list[PdfLine]
    to_left: bool


def parse_pdf(data: bytes, *, source: str, on_page: Callable[[], object] = bool) -> StatedFields:
    """Return the text of a PDF, one paragraph a line, with the offsets of its pages.

    Headers, footers and page numbers are left out. The title is the one that the metadata state, if
    that is a title, else what is set largest on the first page. Raises `SourceError` for a scan
    without text, for text whose letters are not known, and for a PDF that cannot be opened.
    `on_page` is called now and then, at least once a page.
    """
    content = load_pdf(data, source=source, on_page=on_page)
    pages = [_page_lines(page, on_page) for page in content.pages]
    share = _unreadable_share(pages, source)
    lines = _lines(pages, on_page)
    empty = _without_text(content, lines)
    if len(empty) == len(content.pages):
        raise SourceError(source, _nothing(content))
    joined = paragraphs(lines)
    text, starts = _put_together(joined, len(content.pages))
    notes = [*_notes(content, empty), *_doubts(text, share)]
    title = title_stated(content.title, source) or title_in_type(joined)
    return StatedFields(text, "utf-8", Stated(title=title), tuple(notes), starts)


def _page_lines(page: PdfPage, on_page: Callable[[], object]) -> _PageLines:
    on_page()
    letters = "".join(one.text for one in page.glyphs)
    return _PageLines(page, page_lines(page.glyphs), direction(letters) == "rtl")


def _lines(pages: Sequence[_PageLines], on_page: Callable[[], object]) -> list[PlacedLine]:
    """Return the lines of all pages in reading order, without headers and footers."""
    rows: list[EdgeRow] = []
    for number, one in enumerate(pages):
        rows += edge_rows(
            number, one.lines, bottom=one.page.bottom, top=one.page.top, to_left=one.to_left
        )
    heads = running_heads(rows, sum(bool(one.lines) for one in pages))
    found: list[PlacedLine] = []
    for number, one in enumerate(pages):
        on_page()
        kept = [line for line in one.lines if id(line) not in heads]
        blocks = ordered_blocks(kept, to_left=one.to_left)
        found += placed_lines(number, blocks, to_left=one.to_left)
    table = bracket_table("\n".join(one.text for one in found))
    return [replace(one, text=upright_brackets(one.text.translate(table))) for one in found]


def _without_text(content: PdfContent, lines: Iterable[PlacedLine]) -> list[int]:
    """Return the pages, from 0, that have no letter or digit."""
    written = {one.page for one in lines if _WORD_CHARACTER.search(one.text)}
    return [at for at in range(len(content.pages)) if at not in written]


def _nothing(content: PdfContent) -> str:
    """Return the reason for refusing a PDF without text."""
    if any(page.pictured for page in content.pages):
        return f"it is a scan without a text layer: {_OCR.format(option='')}"
    return "its pages are blank: they hold neither text nor pictures"


def _put_together(joined: Sequence[TextParagraph], pages: int) -> tuple[str, tuple[int, ...]]:
    """Return the text, and the offset at which each page begins; a page without text begins where
    the next one does."""
    starts: dict[int, int] = {}
    parts: list[str] = []
    length = 0
    last: TextParagraph | None = None
    for one in joined:
        if last is not None:
            gap = "\n" if last.is_row and one.is_row else "\n\n"
            parts.append(gap)
            length += len(gap)
        starts.setdefault(one.page, length)
        for offset, page in one.breaks:
            starts.setdefault(page, length + offset)
        parts.append(one.text)
        length += len(one.text)
        last = one
    offsets = [length] * (pages + 1)
    for page in reversed(range(pages)):
        offsets[page] = starts.get(page, offsets[page + 1])
    return "".join(parts), (0, *offsets[1:pages])


def _unreadable_share(pages: Sequence[_PageLines], source: str) -> float:
    """Return the share of characters that are none. Raises `SourceError` where they are many."""
    text = "".join(
        clean_line("".join(glyph.text for glyph in line.glyphs))
        for page in pages
        for line in page.lines
    )
    share = unreadable(text) / max(1, len(text))
    if share > _UNREADABLE_SHARE:
        raise SourceError(
            source,
            "its text layer is of no use: its fonts do not say which letters their signs are; "
            + _OCR.format(option=" --force-ocr"),
        )
    return share


def _notes(content: PdfContent, empty: Sequence[int]) -> list[str]:
    """Return remarks on pages without text and on text that was left out."""
    pictured = [at + 1 for at in empty if content.pages[at].pictured]
    notes = []
    if pictured:
        notes.append(f"{_numbered(pictured)} no text layer (they are scanned or pictures)")
    angled = sum(page.angled for page in content.pages)
    if angled:
        notes.append(f"{angled} signs that are set at an angle, as watermarks are, were left out")
    return notes


def _numbered(pages: Sequence[int]) -> str:
    """Return which pages have something: "page 3 has", "pages 2, 5-7 have"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    named = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
    return f"page {named} has" if len(pages) == 1 else f"pages {named} have"


def _doubts(text: str, share: float) -> list[str]:
    """Return a remark on a text that may not say what the page shows."""
    if share > _DOUBTFUL_SHARE:
        return [
            f"{share:.1%} of its signs could not be read, because its fonts do not say which "
            "letters they are"
        ]
    if is_foreign(text):
        return [
            "its text has hardly any common word of English or Arabic; if it is in one of them, "
            "its text layer is wrong: " + _OCR.format(option=" --force-ocr")
        ]
    return []
