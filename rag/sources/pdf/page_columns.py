"""Joins the pieces of a page's lines again where no column ends between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.sources.pdf.glyphs import Glyph
from rag.sources.pdf.gutters import Gutter, find_gutters, parted
from rag.sources.pdf.pdf_lines import PdfLine, line_of, line_pieces

# All in parts of the type size.
_LEVEL_ROW = 0.35  # how far the pieces of one row may be apart in height
_NEAR = 6.0  # how far a row may be to say something of a gap
_COLUMN_GAP = 3.0  # from which there is another column, whatever stands above and below
_ITEM = re.compile(r"[•◦▪■●○–—*·\-\uf0b7\uf0a7]|[(\[]?(?:\d{1,2}|[a-zA-Z])[.)\]-]|[.)\]-]\d{1,2}")
_WIDE_GAP = 1.2  # that justified lines hardly ever have between words, unless in columns
_IN_LINE = 0.25  # how far the edges of a column may be off
_LONGEST_ITEM = 4  # glyphs of the mark or number of an item


def page_lines(glyphs: Iterable[Glyph]) -> list[PdfLine]:
    """Return the lines of a page, from the top."""
    rows = _rows(line_pieces(glyphs))
    gutters = find_gutters(rows)
    lines = [line for at, row in enumerate(rows) for line in _columns(row, at, rows, gutters)]
    for line in lines:
        line.column = sum(gutter.is_left_of(line) for gutter in gutters)
    return lines


def _rows(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines that stand beside each other, from the top, each row from the left."""
    rows: list[list[PdfLine]] = []
    for one in lines:
        if rows and rows[-1][0].base - one.base <= _LEVEL_ROW * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        row.sort(key=lambda one: one.left)
    return rows


def _columns(
    row: list[PdfLine], at: int, rows: Sequence[list[PdfLine]], gutters: Sequence[Gutter]
) -> list[PdfLine]:
    """Join the pieces of a row again between which there is no gutter, only a wide space."""
    result = [row[0]]
    in_columns = _in_columns(row, gutters)
    for piece in row[1:]:
        last = result[-1]
        gap = (last.right, piece.left)
        size = min(last.size, piece.size)
        item = gap[1] - gap[0] <= _COLUMN_GAP * size and (_is_item(last) or _is_item(piece))
        if (parted(gutters, last, piece) and not _is_its_item(last, piece)) or (
            not item
            and (
                gap[1] - gap[0] > _COLUMN_GAP * size or _is_gutter(gap, size, at, rows, in_columns)
            )
        ):
            result.append(piece)
        else:
            result[-1] = line_of(last.glyphs + piece.glyphs)
    return result


def _is_its_item(one: PdfLine, following: PdfLine) -> bool:
    """Tell whether one of two pieces is the mark of an item, on the side where its text begins."""
    if _is_item(one):
        return not following.runs_to_left(default=False)
    return _is_item(following) and one.runs_to_left(default=False)


def _is_item(piece: PdfLine) -> bool:
    """Tell whether a piece is the mark or number of an item in a list."""
    if piece.length > _LONGEST_ITEM:
        return False
    return _ITEM.fullmatch("".join(one.text for one in piece.glyphs if not one.blank)) is not None


def _in_columns(row: list[PdfLine], gutters: Sequence[Gutter]) -> bool:
    """Tell whether a row stands in columns, whose lines have wide gaps between words."""
    return any(gutter.bottom <= row[0].base <= gutter.top for gutter in gutters)


def _is_gutter(
    gap: tuple[float, float],
    size: float,
    at: int,
    rows: Sequence[list[PdfLine]],
    in_columns: bool,
) -> bool:
    """Tell whether the rows near a gap have one there too, more often than not."""
    opinions = {
        near: _opinion(gap, size, rows[at + near])
        for near in (-2, -1, 1, 2)
        if 0 <= at + near < len(rows)
        and abs(rows[at + near][0].base - rows[at][0].base) < _NEAR * size
    }
    wide = gap[1] - gap[0] > _WIDE_GAP * size
    beside = 1 in (opinions.get(-1), opinions.get(1))
    return beside and sum(opinions.values()) >= (2 if in_columns else 0 if wide else 1)


def _opinion(gap: tuple[float, float], size: float, row: list[PdfLine]) -> int:
    """Return 1 for a row with a gap in the same place and an edge in line with one of it, -1 for
    one with text there, 0 for any other. The gaps of justified lines have no edges in line."""
    for one, following in pairwise(row):
        if min(gap[1], following.left) - max(gap[0], one.right) > 0.5 * size:
            edges = (abs(one.right - gap[0]), abs(following.left - gap[1]))
            return int(min(edges) < _IN_LINE * size)
    if any(one.left < gap[0] and one.right > gap[1] for one in row):
        return -1
    return 0
