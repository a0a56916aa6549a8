"""Collects the running text of a document from its paragraphs, tables, text boxes and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.errors import SourceError
from rag.sources.source_files import too_large

_CELL = " | "
# A cell of more than this is no table cell but a column of a page that is laid out by a table.
_MOST_PARAGRAPHS = 3
_LONGEST_CELL = 300
_LINE_END = re.compile("[\r\n\v\f\x85\u2028\u2029]+")
# What no text file may hold: NUL and halves of characters.
_UNFIT_CHARACTER = re.compile("[\0\ud800-\udfff]")


@dataclass(slots=True)
class _Block:
    """The text of a page, a table cell, a text box or a note, as far as it was read."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)  # of the paragraph that is being read
    beside: list[str] = field(default_factory=list)  # text boxes anchored in that paragraph


class TextFlow:
    """Collects a document's text: one line for each paragraph and each row of a table.

    Text boxes come after the paragraph in which they are anchored, notes after the whole text.
    Direction marks are kept as written. Raises `SourceError` as soon as the text has more than
    `max_bytes` bytes.
    """

    def __init__(self, *, source: str, max_bytes: int) -> None:
        self._source = source
        self._max_bytes = max_bytes
        self._size = 0
        self._blocks = [_Block()]
        self._rows: list[list[list[str]]] = []
        self._notes: list[str] = []

    @property
    def is_inner(self) -> bool:
        """Tell whether what is read now is part of a cell, a text box or a note."""
        return len(self._blocks) > 1

    @property
    def line_count(self) -> int:
        """Return the number of lines of the block that is being read."""
        return len(self._blocks[-1].lines)

    def write(self, text: str) -> None:
        """Add characters to the paragraph that is being read."""
        self._size += len(text.encode("utf-8", "replace"))
        if self._size > self._max_bytes:
            raise SourceError(
                self._source, "its text is too long: " + too_large(None, self._max_bytes)
            )
        self._blocks[-1].pieces.append(text)

    def end_paragraph(self) -> str:
        """End the paragraph, and return its text; a line break within it becomes a line's end."""
        lines = self.take_paragraph()
        self._blocks[-1].lines += lines
        return " ".join(lines)

    def take_paragraph(self) -> list[str]:
        """End the paragraph, and return its lines without adding them to the text."""
        block = self._blocks[-1]
        text = _UNFIT_CHARACTER.sub("\ufffd", _whole("".join(block.pieces)))
        lines = [line for part in _LINE_END.split(text) if (line := part.strip())]
        lines += block.beside
        block.pieces.clear()
        block.beside = []
        return lines

    def add_lines(self, lines: list[str]) -> None:
        """Add lines to the text."""
        self._blocks[-1].lines += lines

    def begin_row(self) -> None:
        """Begin a row of a table, which may stand in a cell of another table."""
        self.end_paragraph()
        self._rows.append([])

    def begin_block(self) -> None:
        """Begin a cell, a text box or a note."""
        self._blocks.append(_Block())

    def end_block(self) -> list[str]:
        """End a cell, text box or note, and return its lines."""
        self.end_paragraph()
        return self._blocks.pop().lines

    def end_cell(self, *, is_kept: bool = True) -> None:
        """End the cell that `begin_block` began."""
        lines = self.end_block()
        if self._rows and is_kept:
            self._rows[-1].append(lines)

    def end_row(self, *, is_kept: bool = True) -> None:
        """End a row, and add its text."""
        cells = self._rows.pop() if self._rows else []
        if is_kept:
            self._blocks[-1].lines += row_lines(cells)

    def end_text_box(self) -> None:
        """End the text box that `begin_block` began; it follows the paragraph around it."""
        lines = self.end_block()
        self._blocks[-1].beside += lines

    def end_note(self) -> None:
        """End the footnote or endnote that `begin_block` began."""
        self._notes += self.end_block()

    def text(self) -> str:
        """Return the whole text; "" for a document without any."""
        while len(self._blocks) > 1:
            self.end_text_box()
        self.end_paragraph()
        return "\n".join(self._blocks[0].lines + self._notes)


def _whole(text: str) -> str:
    """Join the halves of characters outside the first plane, as Rich Text files write them."""
    if not _UNFIT_CHARACTER.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def row_lines(cells: list[list[str]]) -> list[str]:
    """Return a table's row as one line, or as the lines of its cells if it is a page's layout.

    Cells are separated by a bar, so that the figures of two cells are never read as one. Empty
    cells at the end are left out, and so are rows without text.
    """
    filled = [cell for cell in cells if cell]
    is_layout = any(
        len(cell) > _MOST_PARAGRAPHS or sum(map(len, cell)) > _LONGEST_CELL for cell in filled
    )
    if len(filled) < 2 or is_layout:
        return [line for cell in filled for line in cell]
    return [_CELL.join(map(_one_cell, cells)).rstrip(" |").strip()]


def _one_cell(lines: list[str]) -> str:
    """Return a cell's lines as one; figures below each other are kept apart by a slash."""
    joined = ""
    for line in lines:
        are_figures = joined[-1:].isdigit() and line[:1].isdigit()
        joined += (" / " if are_figures else " " if joined else "") + line
    return joined
