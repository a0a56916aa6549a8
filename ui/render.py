"""Text of models and articles as HTML that can do nothing but be read.

The HTML is built tag by tag from a closed list; everything else is escaped. Images, links and raw
HTML are never rendered, whatever the text says. The result has no line breaks, because Gradio
would read Markdown after a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag.text.language import direction
from ui.bidi import Direction, block_direction, clean, pieces

_TAGS = (
    "a bdi blockquote br code div em h4 hr li ol p pre span strong table tbody td th thead tr ul"
)

ALLOWED_TAGS = frozenset(re.findall(r"\w+", _TAGS))
"""Every tag that this module and `ui.messages` may write."""

MAX_NESTING = 20

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


def slot(number: int) -> str:
    """A place in cleaned text where `render` puts the HTML `inserts[number]`."""
    return f"{_OPEN}{number}{_CLOSE}"


def render(text: str, *, message: Direction | None = None, inserts: Sequence[str] = ()) -> str:
    """Markdown as HTML blocks, each with its direction; "" for blank text.

    `text` must have gone through `clean`, so that only `slot` can have made a slot. `message` is
    the direction of the whole; left out, it is that of the text.
    """
    base = message or direction(text)
    tree = SyntaxTreeNode(_parser().parse(text))
    return "".join(_block(node, base, inserts) for node in tree.children)


def inline(text: str, *, base: Direction) -> str:
    """Plain text as escaped HTML on one line, runs against `base` isolated."""
    return "".join(
        f'<bdi dir="{piece.isolate}">{escape(piece.text)}</bdi>'
        if piece.isolate
        else escape(piece.text).replace("\n", " ")
        for piece in pieces(text, base=base)
    )


def plain(text: str, *, tag: str, css: str) -> str:
    """One block of plain text in its own direction, line breaks kept."""
    text = clean(text).strip()
    base = direction(text)
    lines = "<br>".join(inline(line, base=base) for line in text.split("\n"))
    return f'<{tag} class="{css}" {attributes(base)}>{lines}</{tag}>'


def attributes(base: Direction) -> str:
    return f'dir="{base}" lang="{"ar" if base == "rtl" else "en"}"'


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "maxNesting": MAX_NESTING}
    parser = MarkdownIt("commonmark", options).enable("table")
    # Entities stay as written: a quoted article must read letter by letter as it does.
    return parser.disable(
        ["html_block", "html_inline", "image", "link", "autolink", "reference", "entity"]
    )


def _block(node: SyntaxTreeNode, message: Direction, inserts: Sequence[str]) -> str:
    """A block of the message's top level. A list, table or quotation has one direction for all
    that is in it, else its numbers and columns would stand on both sides."""
    if node.type in {"fence", "code_block"}:
        return _code_block(node, inserts)
    if node.type == "hr":
        return "<hr>"
    base = block_direction(_SLOT.sub("", _text_of(node)), message=message)
    return _element(_CONTAINERS.get(node.type, "p"), node, base, inserts, extra=attributes(base))


def _element(
    tag: str,
    node: SyntaxTreeNode,
    base: Direction,
    inserts: Sequence[str],
    *,
    extra: str = "",
) -> str:
    if tag == "ol" and (start := node.attrs.get("start")) is not None:
        extra = f'{extra} start="{int(start)}"'
    inner = "".join(_child(child, base, inserts) for child in node.children)
    return f"<{tag} {extra}>{inner}</{tag}>" if extra else f"<{tag}>{inner}</{tag}>"


def _child(node: SyntaxTreeNode, base: Direction, inserts: Sequence[str]) -> str:
    kind = node.type
    if kind == "inline" or (kind == "paragraph" and node.hidden):
        return "".join(_child(child, base, inserts) for child in node.children)
    if kind in {"softbreak", "hardbreak", "hr"}:
        return {"softbreak": " ", "hardbreak": "<br>", "hr": "<hr>"}[kind]
    if kind in {"fence", "code_block"}:
        return _code_block(node, inserts)
    if kind == "code_inline":
        return f'<code dir="{direction(node.content)}">{_filled_code(node.content, inserts)}</code>'
    tag = _CONTAINERS.get(kind) or _PARTS.get(kind) or _SPANS.get(kind)
    if tag is None:
        return _filled(node.content, base, inserts)
    return _element(tag, node, base, inserts)


def _filled(text: str, base: Direction, inserts: Sequence[str]) -> str:
    """Plain text escaped, its slots filled."""
    parts = _SLOT.split(text)
    return "".join(
        inserts[int(part)] if index % 2 else inline(part, base=base)
        for index, part in enumerate(parts)
    )


def _code_block(node: SyntaxTreeNode, inserts: Sequence[str]) -> str:
    code = node.content.rstrip("\n")
    return f'<pre dir="{direction(code)}"><code>{_filled_code(code, inserts)}</code></pre>'


def _filled_code(text: str, inserts: Sequence[str]) -> str:
    parts = _SLOT.split(text)
    return "".join(
        inserts[int(part)] if index % 2 else escape(part).replace("\n", "&#10;")
        for index, part in enumerate(parts)
    )


def _text_of(node: SyntaxTreeNode) -> str:
    if node.type == "inline" or not node.children:
        return node.content
    return " ".join(_text_of(child) for child in node.children)
