"""Finds headers, footers and page numbers, which are no part of the article."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.sources.pdf.pdf_lines import PdfLine
from rag.sources.pdf.pdf_text import clean_line

_ROWS = 3  # at either edge of a page that may be headers or footers
_MARGIN = 0.13  # of the page's height: where a header of a single page may be
_SHARE = 0.3  # of the pages that have the same header; left and right pages have their own
_DETACHED = 1.6  # type sizes from a header to the text; lines of text are less apart
_LONGEST = 150  # characters; a longer line is text

_DIGITS = re.compile(r"\d+")
# For example: Page 3 of 7, p. 3, - 3 -, 3/7, 3 | 7, ص ٣, صفحة 3 من 7, الصفحة ٣
_PAGE_NUMBER = re.compile(
    r"(?:page|pg?\.|seite|صفحة|الصفحة|ص\.?)\s*:?\s*(\d{1,4})(?:\s*(?:of|/|من|\||–|-)\s*\d{1,4})?"
    r"|[-–—|•~]\s*(\d{1,4})\s*[-–—|•~]"
    r"|(\d{1,4})\s*(?:of|/|من|\|)\s*\d{1,4}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}|[ivxl]{1,6}", re.IGNORECASE)
# What browsers print: "7/28/24, 10:30 AM" beside the title above, "https://…" and "1/2" below.
_PRINTED_ABOVE = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}[,،]?\s+(?:[صم]\s*)?\d{1,2}:\d\d(?:\s*(?:[AP]M|[صم]))?"
)
_PRINTED_BELOW = re.compile(r"(?:https?://|file://|about:)\S*|\d{1,4}/\d{1,4}")


@dataclass(frozen=True, slots=True, eq=False)
class EdgeRow:
    """A row at the top or bottom of a page: its texts, its place, and its lines.

    `rank` is 0 for the outermost row; `depth` is its distance from the edge as a share of the
    page's height, and `apart` that from the next row towards the middle, in type sizes.
    """

    page: int
    top: bool
    rank: int
    depth: float
    apart: float
    parts: tuple[str, ...]
    lines: tuple[PdfLine, ...]

    @property
    def text(self) -> str:
        """Return the whole row."""
        return " ".join(self.parts)

    @property
    def key(self) -> tuple[bool, str]:
        """Return what is equal for the same header on other pages, whatever their numbers."""
        return self.top, _DIGITS.sub("#", self.text.casefold())


def edge_rows(
    page: int, lines: Sequence[PdfLine], *, bottom: float, top: float, to_left: bool
) -> list[EdgeRow]:
    """Return the outermost rows of a page: at most three at either edge."""
    rows: list[list[PdfLine]] = []
    for one in sorted(lines, key=lambda one: -one.base):
        if rows and rows[-1][0].base - one.base <= 0.5 * one.size:
            rows[-1].append(one)
        else:
            rows.append([one])
    height = max(top - bottom, 1.0)
    found = []
    for at_top, edge_of in ((True, rows), (False, rows[::-1])):
        for rank, row in enumerate(edge_of[:_ROWS]):
            row.sort(key=lambda one: one.left)
            texts = [
                clean_line(one.text(to_left=one.runs_to_left(to_left)))
                for one in (row[::-1] if to_left else row)
            ]
            inner = edge_of[rank + 1][0].base if rank + 1 < len(edge_of) else math.inf
            depth = (top - row[0].base if at_top else row[0].base - bottom) / height
            apart = abs(row[0].base - inner) / row[0].size
            found.append(EdgeRow(page, at_top, rank, depth, apart, tuple(texts), tuple(row)))
    return found


def running_heads(rows: Sequence[EdgeRow], pages: int) -> set[int]:
    """Return the ids of the lines, as `id` gives them, that are headers, footers or page numbers.

    `rows` are the edge rows of all pages with text, of which there are `pages`. They reach from the
    edge to the text, and what is repeated stands away from the text, on one of the pages at least:
    text that begins with a title leaves more room below a header than text that goes on.
    """
    repeated = _repeated(rows, pages)
    detached = {row.key for row in repeated if _DETACHED < row.apart < math.inf}
    offsets = _numbered(rows)
    found: set[int] = set()
    edges: dict[tuple[int, bool], list[EdgeRow]] = defaultdict(list)
    for row in rows:
        edges[row.page, row.top].append(row)
    for edge in edges.values():
        edge.sort(key=lambda row: row.rank)
        heads = list(
            takewhile(
                lambda row: row in repeated or _is_number(row, offsets) or _is_printed(row), edge
            )
        )
        while (
            heads
            and heads[-1] in repeated
            and not (heads[-1].apart > _DETACHED or heads[-1].key in detached)
        ):
            heads.pop()
        found.update(id(line) for row in heads for line in row.lines)
    return found


def _repeated(rows: Sequence[EdgeRow], pages: int) -> set[EdgeRow]:
    """Return the rows that stand in the same place of several pages with the same words."""
    same: dict[tuple[bool, str], list[EdgeRow]] = defaultdict(list)
    for row in rows:
        if row.text and len(row.text) <= _LONGEST:
            same[row.key].append(row)
    found: set[EdgeRow] = set()
    for alike in same.values():
        enough = max(2, _SHARE * pages)
        if len({row.page for row in alike}) < enough:
            continue
        places = Counter(round(row.depth, 2) for row in alike)
        place = places.most_common(1)[0][0]
        near = [row for row in alike if abs(row.depth - place) <= 0.02]
        if len(near) >= enough and place <= 2 * _MARGIN:
            found.update(near)
    return found


def _numbered(rows: Sequence[EdgeRow]) -> set[int]:
    """Return by how much bare numbers at the pages' edges differ from the count of pages."""
    offsets = Counter(
        int(row.text) - row.page
        for row in rows
        if row.rank < _ROWS and row.text.isdecimal() and len(row.text) <= 4
    )
    return {offset for offset, count in offsets.items() if count > 1}


def _is_number(row: EdgeRow, offsets: set[int]) -> bool:
    """Tell whether a row is a page number."""
    if row.depth > _MARGIN:
        return False
    if _PAGE_NUMBER.fullmatch(row.text):
        return True
    if not _BARE.fullmatch(row.text):
        return False
    if not row.text.isdecimal():
        return row.rank == 0
    return int(row.text) - row.page in offsets or (row.rank == 0 and int(row.text) - row.page == 1)


def _is_printed(row: EdgeRow) -> bool:
    """Tell whether a row is what a browser prints at a page's edges."""
    if row.depth > _MARGIN or row.rank:
        return False
    printed = _PRINTED_ABOVE if row.top else _PRINTED_BELOW
    return any(printed.fullmatch(part) for part in row.parts)
