"""Text of models and articles as HTML that can do nothing but be read.

The HTML is built tag by tag from a closed list; everything else is escaped. Images, links and raw
HTML are never rendered, whatever the text says. The result has no line breaks, because Gradio
would read Markdown after a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag.text.analysis.languages import direction
from rag.text.display import Direction, clean, pieces
from ui.html.bidi import block_direction

_TAGS = (
    "a bdi blockquote br button code details div em h2 h3 h4 hr li ol p pre span strong summary "
    "table tbody td th thead tr ul"
)

ALLOWED_TAGS = frozenset(re.findall(r"\w+", _TAGS))
"""Every tag that this module and those that build on it may write."""

MAX_NESTING = 20

MAX_CELLS = 2_000
"""Of a table; of a larger one, a few kilobytes could become megabytes of cells, it stays text."""

_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_CONTAINERS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "blockquote": "blockquote",
    "table": "table",
    "paragraph": "p",
    "heading": "h4",
}
_PARTS = {"list_item": "li", "thead": "thead", "tbody": "tbody", "tr": "tr", "th": "th", "td": "td"}
_SPANS = {"strong": "strong", "em": "em"}


@dataclass(frozen=True, slots=True)
class Tone:
    """An insert that writes nothing: from its slot on, text stands in a `span` of this class, or
    in none when it is empty."""

    css: str


def slot(number: int) -> str:
    """Return a mark for cleaned text, in whose place `render` puts the HTML `inserts[number]`."""
    return f"{_OPEN}{number}{_CLOSE}"


def render(
    text: str,
    *,
    message: Direction | None = None,
    inserts: Sequence[str | Tone] = (),
    tone: str = "",
) -> str:
    """Return Markdown as HTML blocks, each with its direction; "" for blank text.

    `text` must have gone through `clean`, so that only `slot` can have made a slot. `message` is
    the direction of the whole; left out, it is that of the text. `tone` is the class of the
    `span` in which its beginning stands, if any.
    """
    base = message or direction(text)
    tree = _tree(text)
    filler = _Filler(inserts, tone)
    return "".join(_block(node, base, filler) for node in tree.children)


def inline(text: str, *, base: Direction) -> str:
    """Return plain text as escaped HTML on one line, with runs against `base` isolated."""
    return "".join(
        f'<bdi dir="{piece.isolate}">{escape(piece.text)}</bdi>'
        if piece.isolate
        else escape(piece.text).replace("\n", " ")
        for piece in pieces(text, base=base)
    )


def plain(text: str, *, tag: str, css: str) -> str:
    """Return one block of plain text in its own direction, with its line breaks kept."""
    text = clean(text).strip()
    base = direction(text)
    lines = "<br>".join(inline(line, base=base) for line in text.split("\n"))
    return f'<{tag} class="{css}" {attributes(base)}>{lines}</{tag}>'


def attributes(base: Direction) -> str:
    return f'dir="{base}" lang="{"ar" if base == "rtl" else "en"}"'


def _tree(text: str) -> SyntaxTreeNode:
    tables = _cells(text) <= MAX_CELLS
    tokens = _parser(tables=tables, nested=True).parse(text)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        # What stands deeper was left out; as plain paragraphs all of it can be read.
        tokens = _parser(tables=tables, nested=False).parse(text)
    return SyntaxTreeNode(tokens)


def _cells(text: str) -> int:
    """Return the most cells that a table of this text can have.

    Every row of a table is filled up to the widest.
    """
    lines = text.split("\n")
    return len(lines) * max(line.count("|") for line in lines)


@cache
def _parser(*, tables: bool, nested: bool) -> MarkdownIt:
    options = {"html": False, "linkify": False, "maxNesting": MAX_NESTING}
    parser = MarkdownIt("commonmark", options)
    if tables:
        parser.enable("table")
    if not nested:
        parser.disable(["blockquote", "list"])
    # Entities stay as written: a quoted article must read letter by letter as it does.
    return parser.disable(
        ["html_block", "html_inline", "image", "link", "autolink", "reference", "entity"]
    )


class _Filler:
    """Writes the texts of one message in their order, slots filled and in the tone of the moment:
    a tone goes on through whatever paragraphs, lists and tables come after it."""

    def __init__(self, inserts: Sequence[str | Tone], tone: str) -> None:
        self._inserts = inserts
        self._tone = tone

    def prose(self, text: str, base: Direction) -> str:
        return self._fill(text, lambda part: inline(part, base=base))

    def code(self, text: str) -> str:
        return self._fill(text, lambda part: escape(part).replace("\n", "&#10;"))

    def _fill(self, text: str, write: Callable[[str], str]) -> str:
        html = []
        for index, part in enumerate(_SLOT.split(text)):
            insert = self._inserts[int(part)] if index % 2 else self._toned(part, write)
            if isinstance(insert, Tone):
                self._tone = insert.css
            else:
                html.append(insert)
        return "".join(html)

    def _toned(self, text: str, write: Callable[[str], str]) -> str:
        if not self._tone or not text.strip():
            return write(text)
        return f'<span class="{self._tone}">{write(text)}</span>'


def _block(node: SyntaxTreeNode, message: Direction, filler: _Filler) -> str:
    """Return the HTML of a block of the message's top level.

    A list, table or quotation has one direction for all that is in it, else its numbers and columns
    would stand on both sides.
    """
    if node.type in {"fence", "code_block"}:
        return _code_block(node, filler)
    if node.type == "hr":
        return "<hr>"
    base = block_direction(_SLOT.sub("", _text_of(node)), message=message)
    return _element(_CONTAINERS.get(node.type, "p"), node, base, filler, extra=attributes(base))


def _element(
    tag: str,
    node: SyntaxTreeNode,
    base: Direction,
    filler: _Filler,
    *,
    extra: str = "",
) -> str:
    if tag == "ol" and (start := node.attrs.get("start")) is not None:
        extra = f'{extra} start="{int(start)}"'
    inner = "".join(_child(child, base, filler) for child in node.children)
    return f"<{tag} {extra}>{inner}</{tag}>" if extra else f"<{tag}>{inner}</{tag}>"


def _child(node: SyntaxTreeNode, base: Direction, filler: _Filler) -> str:
    kind = node.type
    if kind == "inline" or (kind == "paragraph" and node.hidden):
        return "".join(_child(child, base, filler) for child in node.children)
    if kind in {"softbreak", "hardbreak", "hr"}:
        return {"softbreak": " ", "hardbreak": "<br>", "hr": "<hr>"}[kind]
    if kind in {"fence", "code_block"}:
        return _code_block(node, filler)
    if kind == "code_inline":
        return f'<code dir="{direction(node.content)}">{filler.code(node.content)}</code>'
    tag = _CONTAINERS.get(kind) or _PARTS.get(kind) or _SPANS.get(kind)
    if tag is None:
        return filler.prose(node.content, base)
    return _element(tag, node, base, filler)


def _code_block(node: SyntaxTreeNode, filler: _Filler) -> str:
    code = node.content.rstrip("\n")
    return f'<pre dir="{direction(code)}"><code>{filler.code(code)}</code></pre>'


def _text_of(node: SyntaxTreeNode) -> str:
    if node.type == "inline" or not node.children:
        return node.content
    return " ".join(_text_of(child) for child in node.children)
