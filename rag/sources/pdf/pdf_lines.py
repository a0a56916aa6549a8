"""Makes lines of the glyphs of a page: which stand beside each other, and where a column ends."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from rag.sources.pdf.glyphs import ACCENTS, SUPERIOR, Glyph, is_mark, widened
from rag.sources.pdf.visual_order import logical_order
from rag.text.analysis.languages import direction

# All in parts of the type size.
_LEVEL = 0.15  # how far glyphs of one line may be apart in height
_AFLOAT = 0.35  # the same for a few, as vowel marks and shifted letters are
_RAISED = 0.75  # how far a superior or inferior figure is from the baseline at most
_SMALLER = 0.85  # the size of a superior figure, at most
_WORD_GAP = 0.05  # between words, beyond what is between letters; tight lines go down to .1
_SPACE_GAP = 0.04  # the same where the file has a space there
_WIDEST_LETTER_GAP = 0.15  # from which a gap may also be a space
_PIECE_GAP = 0.7  # from which there may be another column
_WIDE_GAP = 1.2  # that justified lines hardly ever have between words
_NEAR = 6.0  # how far a row may be to say something of a gap
_COLUMN_GAP = 3.0  # from which there is another column, whatever stands above and below
_SHORT_ROW = 14  # glyphs; the label of a form and the cell of a table have fewer
_FEW = 4  # glyphs of a piece that may be afloat
_ITEM = re.compile(r"[•◦▪■●○–—*·\-\uf0b7\uf0a7]|[(\[]?(?:\d{1,2}|[a-zA-Z])[.)\]-]|[.)\]-]\d{1,2}")


@dataclass(slots=True)
class PdfLine:
    """Glyphs that stand beside each other within one column.

    `cells` are the texts of the columns of a table's row, which is one line.
    """

    glyphs: list[Glyph]
    base: float
    size: float
    left: float = 0.0
    right: float = 0.0
    row: list[PdfLine] = field(default_factory=list)

    def measure(self) -> PdfLine:
        """Bring the edges up to date, and put the glyphs in their order."""
        ordered = sorted(self.glyphs, key=lambda one: one.left + one.right)
        self.glyphs = _with_marks(_with_accents(_without_repeats(ordered)))
        drawn = [one for one in self.glyphs if not one.blank] or self.glyphs
        self.left = min(one.left for one in drawn)
        self.right = max(one.right for one in drawn)
        return self

    @property
    def bold(self) -> bool:
        """Tell whether most of it is set in bold."""
        return sum(one.bold for one in self.glyphs) * 2 > len(self.glyphs)

    @property
    def length(self) -> int:
        """Return the number of glyphs that draw something."""
        return sum(not one.blank for one in self.glyphs)

    def runs_to_left(self, default: bool) -> bool:
        """Tell whether most of its letters run to the left; `default` where it has none."""
        return runs_to_left("".join(one.text for one in self.glyphs), default)

    def text(self, *, to_left: bool) -> str:
        """Return the text of the line as it is read, the cells of a table's row with tabs between
        them."""
        if self.row:
            cells = reversed(self.row) if to_left else self.row
            return "\t".join(one.text(to_left=to_left) for one in cells)
        signs = logical_order(_with_spaces(self.glyphs), to_left=to_left)
        return " ".join("".join(signs).split(" ")).strip()


def runs_to_left(text: str, default: bool) -> bool:
    """Tell whether most letters of a text run to the left; `default` for one without letters."""
    return direction(text) == "rtl" if any(map(str.isalpha, text)) else default


def _with_spaces(glyphs: Sequence[Glyph]) -> list[str]:
    """Return the signs of a line from left to right, with one space between words."""
    signs: list[str] = []
    last: Glyph | None = None
    spaced = False
    spread = _letter_gap(glyphs)
    for one in glyphs:
        if one.blank:
            spaced = True
            continue
        if last is not None:
            gap = (one.left - last.right) / max(last.size, one.size)
            if gap > spread + (_SPACE_GAP if spaced else _WORD_GAP):
                signs.append(" ")

        signs.append(one.text)
        last, spaced = one, False
    return signs


def _letter_gap(glyphs: Sequence[Glyph]) -> float:
    """Return the usual gap between letters: 0 unless the line is letterspaced."""
    drawn = [one for one in glyphs if not one.blank]
    gaps = [(following.left - one.right) / one.size for one, following in pairwise(drawn)]
    usual = max(0.0, median(gaps)) if len(gaps) >= _FEW else 0.0
    if usual > _WIDEST_LETTER_GAP and max(gaps) < 1.6 * usual:
        return 0.0  # words of one letter, and no others
    return usual


def _without_repeats(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Leave out glyphs that stand there twice: drawn again, as makeshift bold type is, or a letter
    and its vowel mark that are both said to be the two of them."""
    kept: list[Glyph] = []
    for one in glyphs:
        last = kept[-1] if kept else None
        if last is None or one.text != last.text or one.blank or not _is_repeat(last, one):
            kept.append(one)
        else:
            kept[-1] = widened(last, one)
    return kept


def _with_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Add vowel marks that are glyphs of their own to the letters that they are drawn on."""
    marks = [one for one in glyphs if is_mark(one)]
    letters = [one for one in glyphs if not is_mark(one)]
    if not marks or not letters:
        return list(glyphs)
    middles = [(one.left + one.right) / 2 for one in letters]
    for mark in marks:
        middle = (mark.left + mark.right) / 2
        first = max(0, bisect_left(middles, middle) - 2)
        at = min(
            range(first, min(len(letters), first + 4)),
            key=lambda at: (
                letters[at].blank,
                _outside(letters[at], middle),
                abs(middles[at] - middle),
            ),
        )
        letters[at] = replace(letters[at], text=letters[at].text + mark.text)
    return letters


def _with_accents(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Add accents that are drawn over a Latin letter to that letter."""
    if not any(one.text in ACCENTS for one in glyphs):
        return list(glyphs)
    kept = list(glyphs)
    for at, one in enumerate(glyphs):
        middle = (one.left + one.right) / 2
        for near in (at - 1, at + 1):
            if one.text not in ACCENTS or not 0 <= near < len(glyphs):
                continue
            letter = glyphs[near]
            whole = unicodedata.normalize("NFC", letter.text + ACCENTS[one.text])
            if letter.left <= middle <= letter.right and len(whole) == 1:
                kept[near] = replace(letter, text=whole)
                kept[at] = replace(one, text="")
                break
    return [one for one in kept if one.text]


def _outside(glyph: Glyph, x: float) -> float:
    """Return how far a place is from a glyph; 0 within it."""
    return max(glyph.left - x, x - glyph.right, 0.0)


def _is_repeat(one: Glyph, other: Glyph) -> bool:
    """Tell whether two equal glyphs, the left one first, are in one place."""
    if len(one.text) > 1:
        return other.left < one.right
    return abs(one.left - other.left) < 0.1 * one.size and one.right > one.left


def page_lines(glyphs: Iterable[Glyph]) -> list[PdfLine]:
    """Return the lines of a page, from the top."""
    pieces = [piece for level in _levels(glyphs) for piece in _pieces(level)]
    whole = _with_afloat(pieces)
    rows = _rows(whole)
    return [line for at, row in enumerate(rows) for line in _columns(row, at, rows)]


def _levels(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs by their height on the page, from the top."""
    levels: list[list[Glyph]] = []
    for one in sorted(glyphs, key=lambda one: -one.base):
        if levels and levels[-1][0].base - one.base <= _LEVEL * min(one.size, levels[-1][0].size):
            levels[-1].append(one)
        else:
            levels.append([one])
    return levels


def _pieces(level: list[Glyph]) -> list[PdfLine]:
    """Split the glyphs of one height where a column may end."""
    level.sort(key=lambda one: one.left)
    parts: list[list[Glyph]] = []
    reached = 0.0
    for one in level:
        if parts and (one.blank or one.left - reached <= _PIECE_GAP * one.size):
            parts[-1].append(one)
        elif not one.blank:
            parts.append([one])
            reached = one.right
        if not one.blank:
            reached = max(reached, one.right)
    return [_line(part) for part in parts]


def _line(glyphs: list[Glyph]) -> PdfLine:
    drawn = [one for one in glyphs if not one.blank] or glyphs
    size = median(one.size for one in drawn)
    return PdfLine(glyphs, median(one.base for one in drawn), size).measure()


def _with_afloat(pieces: list[PdfLine]) -> list[PdfLine]:
    """Join small pieces that are a little higher or lower to the lines they belong to."""
    large = [one for one in pieces if one.length > _FEW]
    heights = [-one.base for one in large]
    left_over: list[PdfLine] = []
    for piece in pieces:
        if piece.length > _FEW:
            continue
        near = large[
            bisect_left(heights, -piece.base - 2 * piece.size) : bisect_right(
                heights, -piece.base + 2 * piece.size
            )
        ]
        home = min(
            (one for one in near if _belongs(piece, one)),
            key=lambda one: abs(one.base - piece.base),
            default=None,
        )
        if home is None:
            left_over.append(piece)
        else:
            home.glyphs.extend(_superior(one, home) for one in piece.glyphs)
    return sorted([one.measure() for one in large + left_over], key=lambda one: -one.base)


def _belongs(piece: PdfLine, line: PdfLine) -> bool:
    """Tell whether a small piece is part of a line: it stands in or beside it, at its height or as
    a superior or inferior figure."""
    reach = 0.5 * line.size
    if piece.right < line.left - reach or piece.left > line.right + reach:
        return False
    apart = abs(piece.base - line.base)
    if piece.size <= _SMALLER * line.size or _is_marks(piece):
        return apart <= _RAISED * line.size
    return apart <= _AFLOAT * line.size


def _is_marks(piece: PdfLine) -> bool:
    """Tell whether a piece is letters with vowel marks or marks alone, which may be drawn high."""
    return all(unicodedata.combining(one.text[-1]) for one in piece.glyphs if not one.blank)


def _superior(glyph: Glyph, line: PdfLine) -> Glyph:
    """Return a raised figure as a superior one; any other glyph as it is."""
    if glyph.size <= _SMALLER * line.size and glyph.base - line.base > _LEVEL * line.size:
        return replace(glyph, text=glyph.text.translate(SUPERIOR))
    return glyph


def _rows(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines that stand beside each other, from the top, each row from the left."""
    rows: list[list[PdfLine]] = []
    for one in lines:
        if rows and rows[-1][0].base - one.base <= _AFLOAT * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        row.sort(key=lambda one: one.left)
    return rows


def _columns(row: list[PdfLine], at: int, rows: Sequence[list[PdfLine]]) -> list[PdfLine]:
    """Join the pieces of a row again between which there is no gutter, only a wide space."""
    result = [row[0]]
    for piece in row[1:]:
        last = result[-1]
        gap = (last.right, piece.left)
        size = min(last.size, piece.size)
        item = gap[1] - gap[0] <= _COLUMN_GAP * size and (_is_item(last) or _is_item(piece))
        if not item and (gap[1] - gap[0] > _COLUMN_GAP * size or _is_gutter(gap, size, at, rows)):
            result.append(piece)
        else:
            result[-1] = _line(last.glyphs + piece.glyphs)
    return result


def _is_item(piece: PdfLine) -> bool:
    """Tell whether a piece is the mark or number of an item in a list."""
    if piece.length > _FEW:
        return False
    return _ITEM.fullmatch("".join(one.text for one in piece.glyphs if not one.blank)) is not None


def _is_gutter(
    gap: tuple[float, float], size: float, at: int, rows: Sequence[list[PdfLine]]
) -> bool:
    """Tell whether the rows near a gap have one there too, more often than not."""
    wide = gap[1] - gap[0] > _WIDE_GAP * size
    near_rows = {
        near: rows[at + near]
        for near in (-2, -1, 1, 2)
        if 0 <= at + near < len(rows)
        and abs(rows[at + near][0].base - rows[at][0].base) < _NEAR * size
    }
    opinions = {near: _opinion(gap, size, row) for near, row in near_rows.items()}
    beside = 1 in (opinions.get(-1), opinions.get(1))
    if beside and sum(opinions.values()) >= (0 if wide else 1):
        return True
    return wide and -1 not in opinions.values() and _is_between(gap, size, near_rows.values())


def _is_between(
    gap: tuple[float, float], size: float, near_rows: Iterable[Sequence[PdfLine]]
) -> bool:
    """Tell whether some rows near a gap end where it begins and others begin where it ends.

    Columns that are out of step have no row in common but now and then.
    """
    rows = [row for row in near_rows if sum(one.length for one in row) > _SHORT_ROW]
    left = [row for row in rows if row[-1].right <= gap[0] + _SPACE_GAP * size]
    right = [row for row in rows if row[0].left > gap[0] + _WIDE_GAP * size]
    return bool(left and right)


def _opinion(gap: tuple[float, float], size: float, row: list[PdfLine]) -> int:
    """Return 1 for a row with a gap in the same place, -1 for one with text there, 0 for one that
    ends before it."""
    for one, following in pairwise(row):
        if min(gap[1], following.left) - max(gap[0], one.right) > 0.5 * size:
            return 1
    if any(one.left < gap[0] and one.right > gap[1] for one in row):
        return -1
    return 0
