"""Renders Markdown as the plain text that a reader sees: no mark, one paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.sources.markdown.body_pieces import PIECE, body_pieces, reference_lines
from rag.sources.markdown.markdown_marks import strip_marks

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEEPEST = 100  # quotations and lists within each other; what lies deeper would be left out
_WIDEST = 120  # a column beyond which no text is wrapped
_OPENING_PARTS = 8  # blocks, and gaps between them, among which a first heading is the title
_MOST_REPEATED = 100_000  # characters that a table's headings may add to its rows
_LONGEST_HEADINGS = 120  # characters of a table's headings that are repeated in each row
_STOPPED = re.compile(r"[.!?؟…][\"'»”’)\]\u200e\u200f]*\Z")
_ARABIC = re.compile("[\u0621-\u064a]")
# The signs that were escaped, as characters that no text may hold, until emphasis is gone.
_ESCAPED = {"*": "\ufdd0", "_": "\ufdd1", "=": "\ufdd2", "~": "\ufdd3"}
_SHIELD = str.maketrans(_ESCAPED)
_UNSHIELD = str.maketrans({mark: sign for sign, mark in _ESCAPED.items()})
_WITHIN = r"(?=[^\s_])([^_\n]{0,2000}?[^\s_])"
# Emphasis that CommonMark does not see, because in Arabic a word may touch it: **«نص»**كلمة.
_LEFT_OVER = (
    re.compile(r"\*{2,3}(?=[^\s*])([^*\n]{0,2000}?[^\s*])\*{2,3}"),
    re.compile(r"(?<![\w\d*])\*(?=[^\s*\d])([^*\n]{0,2000}?[^\s*])\*(?!\*)"),
    re.compile(r"(?<!\*)\*(?=[^\s*\d])([^*\n]{0,2000}?[^\s*])\*(?![\w*])"),
    re.compile(rf"(?<!\w)__{_WITHIN}__|__{_WITHIN}__(?!\w)|__(?=[\u0600-\u06ff]){_WITHIN}__"),
    re.compile(rf"(?<!\w)_(?!\w){_WITHIN}_|_{_WITHIN}(?<!\w)_(?!\w)|_(?!\w){_WITHIN}(?<!\w)_"),
    re.compile(rf"(?<=\b[وفبكل])_{_WITHIN}_(?!\w)"),
    re.compile(r"==(?=[^\s=])([^=\n]{0,2000}?[^\s=])=="),
    re.compile(r"~~(?=[^\s~])([^~\n]{0,2000}?[^\s~])~~"),
)
_STAR_BULLET = re.compile(r"^\*(?=[^\s*])(?=[^*\n]*$)", re.MULTILINE)
_TASK = re.compile(r"\A\[[ xX]\][ \t]+")


@dataclass(frozen=True, slots=True)
class PlainBody:
    """The text of a Markdown body, and its first heading of the first level, if one opens it."""

    text: str
    heading: str | None


def render_body(body: str) -> PlainBody:
    """Return a Markdown body as plain text.

    Paragraphs, headings and quotations are lines with a blank line between; items of lists and rows
    of tables are lines. Images, raw HTML tags, link targets and rules are left out. Text without
    marks comes out as it is, but that a paragraph of many lines is joined, as Markdown means it.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    # An indented paragraph is a paragraph here: news holds no code.
    # And what was escaped must be known from what was not, when emphasis is taken out.
    parser.enable(["table", "strikethrough"]).disable(["code", "text_join"])
    writer = _Writer()
    stripped = strip_marks(body)
    known: dict[str, Any] = {}  # what links refer to may stand in another piece
    if len(stripped) > PIECE:
        parser.parse("\n\n".join(reference_lines(stripped)), known)
    for piece in body_pieces(stripped):
        for token in parser.parse(piece, known):
            writer.take(token)
        writer.end_piece()
    text = "".join(writer.parts)
    end = "\n" if text and body.endswith(("\n", "\r")) else ""
    return PlainBody(text + end, writer.heading)


@dataclass(slots=True)
class _Writer:
    """Collects the lines of a document from its tokens."""

    parts: list[str] = field(default_factory=list)
    heading: str | None = None
    _gap: str = ""
    _level: str = ""
    _label: str = ""
    _lists: int = 0
    _rows: list[list[str]] | None = None
    _pieces: int = 0

    def end_piece(self) -> None:
        """Put together what was written since the last piece ended."""
        self.parts[self._pieces :] = ["".join(self.parts[self._pieces :])]
        self._pieces += 1

    def take(self, token: Token) -> None:
        """Write what a token adds."""
        kind = token.type
        if kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._block(token.content.strip("\n"))
        elif kind.startswith("heading"):
            self._level = token.tag if kind == "heading_open" else ""
        elif "list" in kind:
            self._list(token)
        elif kind in ("table_open", "tr_open", "table_close"):
            self._table(kind)

    def _list(self, token: Token) -> None:
        if token.type == "list_item_open":
            # The number says something, a first place or even a year; a bullet does not.
            self._label = f"{token.info}{token.markup} " if token.info else ""
        elif token.type.endswith("list_open"):
            self._lists += 1
        elif token.type.endswith("list_close"):
            self._lists -= 1
            self._gap = "\n" if self._lists else "\n\n"

    def _table(self, kind: str) -> None:
        if kind == "table_open":
            self._rows = []
        elif self._rows is not None and kind == "tr_open":
            self._rows.append([])
        elif self._rows is not None:
            rows, self._rows = self._rows, None
            self._block("\n".join(_table_lines(rows)))

    def _inline(self, token: Token) -> None:
        text = _inline_text(token.children or ())
        if self._rows is not None:
            if self._rows:
                self._rows[-1].append(" ".join(text.split()))
            return
        if self._lists:
            text = _TASK.sub("", text)
        opens = not self._pieces and len(self.parts) <= _OPENING_PARTS
        if self._level == "h1" and self.heading is None and opens:
            self.heading = " ".join(text.split()) or None
        self._block(text)

    def _block(self, text: str) -> None:
        """Write a block below the one before."""
        if not text.strip():
            return
        if any(self.parts):
            self.parts.append(self._gap)
        self.parts.append(self._label + text)
        self._label = ""
        self._gap = "\n" if self._lists else "\n\n"


def _inline_text(tokens: Sequence[Token]) -> str:
    """Return the text of a paragraph; its line breaks become spaces unless they are meant."""
    pieces: list[str] = []
    for token in tokens:
        if token.type == "text":
            pieces.append(token.content)
        elif token.type in ("text_special", "code_inline"):
            pieces.append(token.content.translate(_SHIELD))
        elif token.type == "softbreak":
            pieces.append("\r")
        elif token.type == "hardbreak":
            pieces.append("\n")
    shown = _without_emphasis("".join(pieces))
    lines = [_joined(line.split("\r")) for line in shown.split("\n")]
    return "\n".join(filter(None, lines)).translate(_UNSHIELD)


def _without_emphasis(text: str) -> str:
    """Remove the marks of emphasis that the parser left because a letter or sign touches them."""
    if not any(sign in text for sign in _ESCAPED):
        return text
    for pattern in _LEFT_OVER:
        text = pattern.sub(lambda match: next(filter(None, match.groups())), text)
    return _STAR_BULLET.sub("", text)


def _joined(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one.

    Where a line is longer than any column at which text is wrapped, each line that ends in a stop
    was meant as a paragraph, whatever Markdown makes of it.
    """
    lines = [line.strip() for line in lines]
    if not any(len(line) > _WIDEST for line in lines[:-1]):
        return " ".join(filter(None, lines))
    ends = ["\n" if _STOPPED.search(line) else " " for line in lines]
    return "".join(line + end for line, end in zip(lines, ends, strict=True) if line).rstrip()


def _table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows of a table as lines; a row names the headings of its cells.

    For example, "الشهر: أيار؛ السفن: 52". A table with many or long headings has them in a line of
    their own.
    """
    headings, *rest = rows
    size = sum(map(len, headings))
    named = any(headings) and size <= _LONGEST_HEADINGS and size * len(rest) <= _MOST_REPEATED
    if any(headings) and not (named and rest):
        yield _row(headings)
    for cells in rest:
        if any(cells):
            pairs = zip(headings, cells, strict=False)
            yield (
                _row([f"{head}: {cell}" if head and cell else cell for head, cell in pairs])
                if named
                else _row(cells)
            )


def _row(cells: Sequence[str]) -> str:
    mark = "؛ " if _ARABIC.search("".join(cells)) else "; "
    return mark.join(filter(None, cells))
