"""Puts the lines of a page in the order in which they are read, across columns and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.sources.pdf.pdf_lines import PdfLine

_LEADING = 2.2  # type sizes from baseline to baseline within one block; double spacing has 2
_ALIKE = 1.12  # how much larger the type of a line may be than that of the line above
_LEVEL = 0.35  # type sizes that the cells of a row may differ in height
_SHORT_CELL = 14  # glyphs; lines of newspaper columns have 25 and more
_MOST_BLOCKS = 120  # of which the order is found; more are read from top to bottom


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines below each other in one column, from the top."""

    lines: tuple[PdfLine, ...]
    left: float
    right: float

    @classmethod
    def of(cls, lines: Sequence[PdfLine]) -> TextBlock:
        """Return the block of some lines."""
        left, right = min(one.left for one in lines), max(one.right for one in lines)
        return cls(tuple(lines), left, right)

    @property
    def top(self) -> float:
        """Return the height of the first baseline."""
        return self.lines[0].base

    @property
    def bottom(self) -> float:
        """Return the height of the last baseline."""
        return self.lines[-1].base

    def above(self, other: TextBlock) -> bool:
        """Tell whether it stands above another block, in a column that both are in."""
        return self.top > other.top and self.overlaps(other)

    def overlaps(self, other: TextBlock) -> bool:
        """Tell whether both have a part of the page's width in common."""
        return _overlap(self, other) > 0.1 * min(self.right - self.left, other.right - other.left)


def ordered_blocks(lines: Sequence[PdfLine], *, to_left: bool) -> list[TextBlock]:
    """Return the lines of a page as blocks, in the order in which they are read.

    `to_left` says in which direction columns follow each other.
    """
    blocks = [TextBlock.of(one) for one in _linked(_with_tables(lines))]
    blocks.sort(key=lambda one: (-one.top, -one.right if to_left else one.left))
    if len(blocks) > _MOST_BLOCKS:
        return blocks
    return _sorted(blocks, to_left)


def _overlap(one: TextBlock | PdfLine, other: TextBlock | PdfLine) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _with_tables(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Make one line of each row of a table within a column: two rows or more with cells that are
    mostly short."""
    columns = sorted({one.column for one in lines})
    return [
        line
        for column in columns
        for line in _column_with_tables([one for one in lines if one.column == column])
    ]


def _column_with_tables(lines: Sequence[PdfLine]) -> list[PdfLine]:
    result: list[PdfLine] = []
    table: list[list[PdfLine]] = []
    for row in [*_rows(lines), []]:
        if len(row) > 1:
            table.append(row)
            continue
        cells = [cell for one in table for cell in one]
        short = sum(cell.length <= _SHORT_CELL for cell in cells)
        if len(table) > 1 and 2 * short >= len(cells):
            result.extend(map(_as_line, table))
        else:
            result.extend(cells)
        table = []
        result.extend(row)
    return result


def _rows(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines by their height, each row from the left."""
    rows: list[list[PdfLine]] = []
    for one in sorted(lines, key=lambda one: -one.base):
        if rows and rows[-1][0].base - one.base <= _LEVEL * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _as_line(row: list[PdfLine]) -> PdfLine:
    """Return a row of a table as one line."""
    glyphs = [glyph for cell in row for glyph in cell.glyphs]
    line = PdfLine(
        glyphs, row[0].base, max(cell.size for cell in row), row=row, column=row[0].column
    )
    line.left, line.right = row[0].left, max(cell.right for cell in row)
    return line


def _linked(lines: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """Yield the lines in chains: each the only one right below the line before it, which is the
    only one right above it."""
    lines = sorted(lines, key=lambda one: -one.base)
    below = [_nearest(lines, at, 1) for at in range(len(lines))]
    above = [_nearest(lines, at, -1) for at in range(len(lines))]
    begun: set[int] = set()
    for start in range(len(lines)):
        chain: list[PdfLine] = []
        at = start
        while at not in begun:
            begun.add(at)
            chain.append(lines[at])
            after = below[at]
            if len(after) != 1 or above[after[0]] != [at] or not _alike(lines[at], lines[after[0]]):
                break
            at = after[0]
        if chain:
            yield chain


def _nearest(lines: Sequence[PdfLine], at: int, step: int) -> list[int]:
    """Return the lines next below (`step` 1) or above (-1) a line, by their place in `lines`."""
    line = lines[at]
    found: list[int] = []
    other = at + step
    while 0 <= other < len(lines):
        apart = abs(line.base - lines[other].base)
        if apart > _LEADING * max(line.size, lines[other].size):
            if apart > 4 * _LEADING * line.size:
                break
        elif apart > _LEVEL * line.size and _overlap(line, lines[other]) > 0:
            if found and apart > abs(line.base - lines[found[0]].base) + _LEVEL * line.size:
                break
            found.append(other)
        other += step
    return found


def _alike(one: PdfLine, other: PdfLine) -> bool:
    return max(one.size, other.size) <= _ALIKE * min(one.size, other.size)


def _sorted(blocks: Sequence[TextBlock], to_left: bool) -> list[TextBlock]:
    """Return blocks in reading order: each after those above it, and after those beside it in an
    earlier column unless a block across both columns separates them.

    The order is that of Breuel, "High Performance Document Layout Analysis" (2003).
    """
    before = [
        [
            at
            for at, other in enumerate(blocks)
            if at != own and _precedes(other, one, blocks, to_left)
        ]
        for own, one in enumerate(blocks)
    ]
    done: list[int] = []
    known: set[int] = set()

    for start in range(len(blocks)):
        pending = [start]
        while pending:
            at = pending[-1]
            known.add(at)
            missing = next((one for one in before[at] if one not in known), None)
            if missing is None:
                pending.pop()
                if at not in done:
                    done.append(at)
            else:
                pending.append(missing)
    return [blocks[at] for at in done]


def _precedes(one: TextBlock, other: TextBlock, blocks: Sequence[TextBlock], to_left: bool) -> bool:
    """Tell whether a block is read before another one."""
    if one.overlaps(other):
        return one.top > other.top
    if (one.left < other.left) == to_left:
        return False
    low, high = min(one.top, other.top), max(one.bottom, other.bottom)
    return low >= high or not any(
        low < between.top < high and between.overlaps(one) and between.overlaps(other)
        for between in blocks
    )
