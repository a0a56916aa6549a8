"""Joins the lines of a document into paragraphs, across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from rag.sources.pdf.page_blocks import TextBlock
from rag.sources.pdf.pdf_lines import PdfLine, runs_to_left
from rag.sources.pdf.pdf_text import clean_line

# In parts of the type size.
_INDENT = 0.7  # from which a line is indented
_DEEPEST_INDENT = 6.0  # from which it stands elsewhere
_GAP = 1.3  # times the usual distance of lines, from which a paragraph ends
_ALIKE = 1.06  # how much the type of one paragraph may differ
_SPACE = 0.45  # a word space, and what a line may lack where no more would fit
_SAME_EDGE = 2.0  # how far the edges of one column may be apart
_SHORT = 0.3  # the share of a column's width that is free at the end of a short line
_LOOSE = 0.1  # the share of lines with room from which a document is loosely set
_OPEN = 0.12  # the share that is free at the end of an open line that is no paragraph's last
_ENOUGH_LINES = 5
_MOSTLY = 0.4  # the share of indented lines from which the indent is the column's edge

_LONGEST_WORD = 60  # characters that are looked at for a hyphen
_LONGEST_PARAGRAPH = 50_000  # characters; a longer one is no paragraph, and slow to put together

_STOPPED = re.compile(r"[.!?؟:…۔][\"'»”’)\]\u200f\u200e]*$")
_ITEM = re.compile(r"(?:[•◦▪■●○*·–—-]|[(\[]?(?:\d{1,2}|[a-zA-Z])[.)\]-]|[\u0621-\u064a][.)-])\s")
_HYPHENS = ("-", "\u2010", "\u00ad")
_HYPHEN = re.compile(r"(?<![\w-])(\w+)[-\u2010]$")
_DASHED = re.compile(r"(?:[^\W\d_][-\u2010]|\S[/—])$")
_FIRST_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text with what its place on the page says.

    `start` and `end` are how far it is from the edges of its column, in points, at the side where
    reading begins and at the other; `width` is that of the column, and `first_word` that of the
    line's first word. `leading` is the
    usual distance of lines of its size. `indented` is the share of indented lines in its column.
    """

    text: str
    page: int
    block: int
    base: float
    size: float
    bold: bool
    start: float
    end: float
    width: float
    first_word: float
    leading: float
    indented: float
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """Lines joined into one, and where in it pages begin, each an offset and a page."""

    text: str
    page: int
    size: float
    breaks: tuple[tuple[int, int], ...] = ()
    is_row: bool = False


def placed_lines(page: int, blocks: Sequence[TextBlock], *, to_left: bool) -> list[PlacedLine]:
    """Return the lines of a page in reading order, each with its place in its column."""
    leadings = _leadings(blocks)
    result = []
    page_to_left = to_left
    for number, block in enumerate(blocks):
        letters = "".join(glyph.text for line in block.lines for glyph in line.glyphs)
        to_left = runs_to_left(letters, page_to_left)
        left, right = _column(block, blocks)
        edge = block.right if to_left else block.left
        starts = [abs(edge - (one.right if to_left else one.left)) for one in block.lines]
        indented = sum(
            start > _INDENT * one.size for start, one in zip(starts, block.lines, strict=True)
        ) / len(block.lines)
        for line, start in zip(block.lines, starts, strict=True):
            result.append(
                PlacedLine(
                    text=clean_line(line.text(to_left=to_left)),
                    page=page,
                    block=number,
                    base=line.base,
                    size=line.size,
                    bold=line.bold,
                    start=start,
                    end=line.left - left if to_left else right - line.right,
                    width=right - left,
                    first_word=_first_word(line, to_left=to_left),
                    leading=leadings.get(round(line.size), 0.0),
                    indented=indented,
                    is_row=bool(line.row),
                )
            )
    return [one for one in result if one.text]


def _leadings(blocks: Sequence[TextBlock]) -> dict[int, float]:
    """Return the usual distance of lines by their size: that of the closest quarter."""
    apart: dict[int, list[float]] = {}
    for block in blocks:
        for one, following in pairwise(block.lines):
            apart.setdefault(round(one.size), []).append(one.base - following.base)
    return {size: sorted(found)[len(found) // 4] for size, found in apart.items()}


def _column(block: TextBlock, blocks: Sequence[TextBlock]) -> tuple[float, float]:
    """Return the edges of the column that a block is in: those of the blocks of its size that
    begin or end where it does."""
    size = block.lines[0].size
    near = [
        one
        for one in blocks
        if max(size, one.lines[0].size) <= _ALIKE * min(size, one.lines[0].size)
        and (
            abs(one.left - block.left) < _SAME_EDGE * size
            or abs(one.right - block.right) < _SAME_EDGE * size
        )
    ]
    return min(one.left for one in near), max(one.right for one in near)


def _first_word(line: PdfLine, *, to_left: bool) -> float:
    """Return the width of the word at which reading begins."""
    glyphs = line.glyphs[::-1] if to_left else line.glyphs
    drawn = [one for one in glyphs if not one.blank]
    for at, (one, following) in enumerate(pairwise(drawn)):
        gap = one.left - following.right if to_left else following.left - one.right
        if gap > 0.1 * line.size:
            drawn = drawn[: at + 1]
            break
    return max(one.right for one in drawn) - min(one.left for one in drawn) if drawn else 0.0


def paragraphs(lines: Sequence[PlacedLine]) -> list[TextParagraph]:
    """Join the lines of a document, in reading order, into paragraphs."""
    loose = _is_loose(lines)
    words = Counter(word.lower() for one in lines for word in re.findall(r"[\w-]+", one.text))
    body = Counter(round(one.size) for one in lines for _ in one.text).most_common(1)
    result: list[TextParagraph] = []
    last: PlacedLine | None = None
    for line in lines:
        short = bool(result) and len(result[-1].text) < _LONGEST_PARAGRAPH
        if last is not None and short and not _ends(last, line, body[0][0], loose):
            result[-1] = _extended(result[-1], line, words)
        else:
            result.append(TextParagraph(line.text, line.page, line.size, (), line.is_row))
        last = line
    return result


def _ends(line: PlacedLine, following: PlacedLine, body: int, loose: bool) -> bool:
    """Tell whether a paragraph ends between two lines."""
    if line.is_row or following.is_row or _ITEM.match(following.text):
        return True
    small, large = sorted((line.size, following.size))
    if large > _ALIKE * small:
        return True
    same_block = line.page == following.page and line.block == following.block
    heading = line.size > 1.15 * body
    if same_block and heading:
        return _is_apart(line, following)
    if line.bold != following.bold and not _runs_on(line, following):
        return True
    fits = _fits(line, following) and (not loose or line.end > _SHORT * line.width)
    if same_block:
        return fits or _is_apart(line, following) or _is_indented(line, following)
    if heading or _STOPPED.search(line.text):
        return True
    return (fits or following.start > _INDENT * following.size) and not _runs_on(line, following)


def _fits(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether the first word of the next line would have had room on a line.

    A line that stops within a sentence is to have more room, and one within a word goes on anyway.
    """
    if line.text.endswith(_HYPHENS) and not line.text.endswith((" -", " \u2010")):
        return False
    if not _STOPPED.search(line.text) and line.end < _OPEN * line.width:
        return False
    return following.first_word + _SPACE * line.size < line.end


def _is_loose(lines: Sequence[PlacedLine]) -> bool:
    """Tell whether the lines of a document were not broken where they were full, as text is that
    was wrapped by the number of characters: often there is room at the end of an open sentence."""
    room = [
        _fits(line, following) and line.end < _SHORT * line.width
        for line, following in pairwise(lines)
        if (line.page, line.block, line.size) == (following.page, following.block, following.size)
        and not _STOPPED.search(line.text)
    ]
    return len(room) >= _ENOUGH_LINES and sum(room) > _LOOSE * len(room)


def _runs_on(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether a line goes on in the next by its words: it has no stop, and the next line
    begins with a small letter."""
    return not _STOPPED.search(line.text) and following.text[:1].islower()


def _is_apart(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether there is more than the usual distance between two lines of a block."""
    return bool(line.leading) and line.base - following.base > _GAP * line.leading


def _is_indented(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether a line is set in as the first of a paragraph."""
    if following.indented > _MOSTLY or _ITEM.match(line.text):
        return False
    deep = following.start / following.size
    return _INDENT < deep < _DEEPEST_INDENT and line.start < following.start - 1


def _extended(paragraph: TextParagraph, line: PlacedLine, words: Counter[str]) -> TextParagraph:
    """Return a paragraph with one more line."""
    text = joined(paragraph.text, line.text, words)
    breaks = paragraph.breaks
    last = breaks[-1][1] if breaks else paragraph.page
    if line.page != last:
        breaks = (*breaks, (len(text) - len(line.text), line.page))
    return TextParagraph(text, paragraph.page, paragraph.size, breaks)


def joined(text: str, line: str, words: Counter[str]) -> str:
    """Return a text with a line behind it; a word that the line's end divides becomes one again.

    `words` counts the words of the document, in lower case: it is asked whether a hyphen belongs
    to a word.
    """
    if text.endswith("\u00ad"):
        return text.rstrip("\u00ad") + line
    end = text[-_LONGEST_WORD:]
    hyphen = _HYPHEN.search(end)
    if hyphen is not None and not _is_dash(end):
        rest = _FIRST_WORD.match(line)
        if rest is not None and _is_divided(hyphen[1], rest[0], words):
            return text[:-1] + line
        return text + line
    return text + line if _DASHED.search(end) else f"{text} {line}"


def _is_dash(text: str) -> bool:
    """Tell whether the sign at the end stands between words, with a space before it."""
    return len(text) > 1 and text[-2].isspace()


def _is_divided(part: str, rest: str, words: Counter[str]) -> bool:
    """Tell whether two parts are of one word without a hyphen.

    Names, numbers and Arabic words keep theirs; of others the document's own spelling decides, and
    then whether the first part commonly stands before a hyphen.
    """
    if not (part.isascii() or part.islower()) or not rest.islower() or not part[-1].islower():
        return False
    whole, hyphened = words[(part + rest).lower()], words[f"{part}-{rest}".lower()]
    if whole != hyphened:
        return whole > hyphened
    compounds = _hyphen_parts()
    if rest in compounds["behind"] and len(part) > 2:
        return rest == "led" and part.endswith("l")  # control-led
    return part.lower() not in compounds["before"] or len(rest) < 4 or rest in compounds["endings"]


@cache
def _hyphen_parts() -> dict[str, frozenset[str]]:
    """Read the words that commonly stand before or behind a hyphen."""
    lines = files(__package__).joinpath("hyphen_parts.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in lines.splitlines() if not line.startswith("#")]
    return {side: frozenset(words.split()) for side, words in rows}
