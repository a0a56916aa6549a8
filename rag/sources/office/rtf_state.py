"""Holds what a reader of Rich Text remembers: the properties of groups and the cells of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.sources.office.text_flow import row_lines

NO_TEXT = frozenset({"silent", "fonts", "styles", "title", "both"})
"""The kinds of groups without text of the page; "both" holds a text in two forms."""


@dataclass(frozen=True, slots=True)
class RtfGroup:
    """What holds from some place in a group to the group's end."""

    kind: str = ""  # "", one of `NO_TEXT`, "note" or "box"
    is_hidden: bool = False
    is_deleted: bool = False
    font: int | None = None
    is_arabic: bool = False  # the run is written from right to left or its language is Arabic
    skipped_after_unicode: int = 1
    style: int = 0
    in_table: bool = False


@dataclass(slots=True)
class RtfTable:
    """The cells of the row that is being read, and the lines of its next cell."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def end_cell(self) -> None:
        """Begin another cell."""
        self.cells.append(self.lines)
        self.lines = []

    def end_row(self) -> list[str]:
        """Return the row's lines, and begin another row."""
        if self.lines:
            self.end_cell()
        cells, self.cells = self.cells, []
        return row_lines(cells)
