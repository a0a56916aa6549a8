"""Finds the gutters of a page: the white strips between columns of running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.sources.pdf.pdf_lines import PdfLine

_NARROWEST = 0.6  # type sizes; LaTeX leaves 10 pt, typst 4 % of the page, into which hyphens reach
_PROSE = 14  # glyphs that a line of a column has at least; cells of tables are shorter
_FEWEST_LINES = 4  # such lines on either side, beside each other
_STEP = 2.0  # points within which edges are one candidate
_MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Gutter:
    """A strip between columns: its middle, and the heights between which it reaches."""

    x: float
    top: float
    bottom: float

    def is_near(self, other: Gutter, half: float) -> bool:
        """Tell whether another one is the same strip, half as wide as `half` or more."""
        beside = self.bottom <= other.top and other.bottom <= self.top
        return beside and abs(self.x - other.x) <= 4 * half

    def is_left_of(self, line: PdfLine) -> bool:
        """Tell whether a line stands in a column on its right."""
        return self.bottom <= line.base <= self.top and _middle(line) > self.x

    def parts(self, one: PdfLine, following: PdfLine) -> bool:
        """Tell whether it lies between two pieces of a row, the left one first."""
        return self.bottom <= one.base <= self.top and _middle(one) < self.x < _middle(following)


def parted(gutters: Sequence[Gutter], one: PdfLine, following: PdfLine) -> bool:
    """Tell whether any gutter lies between two pieces of a row, the left one first."""
    return any(gutter.parts(one, following) for gutter in gutters)


def find_gutters(rows: Sequence[Sequence[PdfLine]]) -> list[Gutter]:
    """Return the gutters of a page, given as rows of pieces from the top, each from the left.

    A gutter is a strip that no piece of consecutive rows touches, with lines of running text on
    either side of it, beside each other.
    """
    pieces = [piece for row in rows for piece in row]
    if len(pieces) < 2 * _FEWEST_LINES:
        return []
    half = _NARROWEST / 2 * median(piece.size for piece in pieces)
    candidates = [
        gutter
        for x in _candidates(rows, half)
        for band in _bands(rows, x - half, x + half)
        if (gutter := _gutter(band, x)) is not None
    ]
    found: list[Gutter] = []
    for one in sorted(candidates, key=lambda one: one.bottom - one.top):
        if not any(one.is_near(other, half) for other in found):
            found.append(one)
    return found


def _candidates(rows: Sequence[Sequence[PdfLine]], half: float) -> list[float]:
    """Return where gutters may be: beside the edges that several pieces share."""
    steps = Counter(round((piece.right + half) / _STEP) for row in rows for piece in row)
    steps.update(round((piece.left - half) / _STEP) for row in rows for piece in row)
    steps.update(
        round((one.right + following.left) / 2 / _STEP)
        for row in rows
        for one, following in pairwise(row)
    )
    common = [step for step, count in steps.most_common(_MOST_CANDIDATES) if count > 2]
    return [step * _STEP for step in common]


def _bands(
    rows: Sequence[Sequence[PdfLine]], left: float, right: float
) -> Iterator[list[Sequence[PdfLine]]]:
    """Yield the runs of rows in which nothing stands between two places."""
    band: list[Sequence[PdfLine]] = []
    for row in rows:
        if any(piece.left < right and piece.right > left for piece in row):
            if band:
                yield band
            band = []
        else:
            band.append(row)
    if band:
        yield band


def _gutter(band: Sequence[Sequence[PdfLine]], x: float) -> Gutter | None:
    """Return the gutter at a place in some rows; None if they are no columns of running text."""
    heights: list[list[float]] = []
    for right in (False, True):
        sides = [(row[0].base, _length(row, x, right=right)) for row in band]
        prose = [base for base, length in sides if length > _PROSE]
        if 2 * len(prose) < sum(length > 0 for _, length in sides):
            return None
        heights.append(prose)
    if not all(heights):
        return None
    top = min(side[0] for side in heights)
    bottom = max(side[-1] for side in heights)
    if any(sum(bottom <= base <= top for base in side) < _FEWEST_LINES for side in heights):
        return None
    return Gutter(x, band[0][0].base, band[-1][0].base)


def _length(row: Sequence[PdfLine], x: float, *, right: bool) -> int:
    """Return how many glyphs of a row stand on one side of a place."""
    return sum(piece.length for piece in row if (_middle(piece) > x) == right)


def _middle(piece: PdfLine) -> float:
    return (piece.left + piece.right) / 2
