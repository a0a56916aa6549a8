"""Turns HTML that stands in a field, a feed or a mail into lines of text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

# Elements that begin a line and end one.
_BLOCK_NAMES = """
    address article aside blockquote body center dd details dir div dl dt fieldset figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary
    table tbody tfoot thead tr ul
"""
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img ins kbd label mark
    q rp rt ruby s samp small span strike strong sub sup td th time tt u var wbr
"""
# Elements whose content is no text of the article.
_LEFT_OUT_NAMES = """
    applet audio base button canvas datalist embed figcaption frame frameset head iframe input link
    map math meta noframes noscript object optgroup option param picture script select source style
    svg template textarea title track video
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
HTML_ELEMENTS = _BLOCKS | _LEFT_OUT | frozenset(_INLINE_NAMES.split())
"""The names of the elements that are known."""
_CELLS = frozenset({"td", "th"})

# For example: <p>, </p>, <br/>, <a href="…">; group 1 is "/" for an end, group 2 the element.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
# A "<" that begins no tag: "a < b", "<3", "<unk>". Prefixed names (<o:p>) are Word's.
_NO_TAG = re.compile(
    r"<(?!/?(?:" + "|".join(sorted(HTML_ELEMENTS)) + r")[\s/>]|!--|/?[a-z]{1,20}[:-][a-z])",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile("[ \t\r\n\f\u00a0]+")
_SPACES_IN_LINE = re.compile("[ \t\f\u00a0]+")
# For example: style="display: none", "color: red; visibility:hidden"
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Marks of a table in the text that is being collected; `_UNFIT` takes them out of any markup. A row
# is what stands between its marks and holds no other row, as the tables that make a layout do.
_CELL, _ROW, _ROW_END = "\x1c", "\x1d", "\x1e"
_ROW_OF_CELLS = re.compile(f"{_ROW}([^{_ROW}{_ROW_END}]*+){_ROW_END}")
_LONGEST_CELL = 200  # characters; a cell with more holds paragraphs of a layout
_MOST_ESCAPED = 3  # times that a text is unescaped; more is not seen, and each costs a pass


def without_markup(value: str) -> str:
    """Return `value` as text: HTML without its tags, other text unchanged.

    Character references (`&nbsp;`, `&#1593;`) are replaced, and HTML that was escaped as a whole
    (`&lt;p&gt;…`) is read too. A text that merely holds "<" stays as it is.
    """
    for _ in range(_MOST_ESCAPED):
        if is_html(value):
            value = _unescaped(html_to_text(value))
            if not _begins_with_block(value):
                break
            continue
        unescaped = _unescaped(value)
        if unescaped == value:
            break
        value = unescaped
    return value


def is_html(text: str) -> bool:
    """Tell whether a text is HTML rather than text that holds "<".

    It is, if it has an element that is closed, the end of a block, a line break or picture, two
    paragraphs, or begins with a block; also if it has a comment or a CDATA section.
    """
    if "<" not in text:
        return False
    if ("<!--" in text and "-->" in text) or "<![CDATA[" in text or _begins_with_block(text):
        return True
    opened: set[str] = set()
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name not in HTML_ELEMENTS:
            continue
        if name in ("br", "hr", "img") or (name in opened and (match[1] or name == "p")):
            return True
        if match[1] and name in _BLOCKS:
            return True
        opened.add(name)
    return False


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML, one line for each paragraph, item or table row.

    The cells of a row are separated by " | ", unless they hold several lines or paragraphs.
    Scripts, styles, forms' controls, captions, comments and hidden elements are left out. Where no
    element makes lines, the line ends of the markup are kept. "" for markup without text.
    """
    from lxml import etree

    markup = _CDATA.sub("", markup)
    markup = _NO_TAG.sub("&lt;", _UNFIT.sub(" ", markup))
    target = _TextTarget(keeps_lines=not _makes_lines(markup))
    # A parser target gets one event after another: there is no tree that could grow deep.
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True)
    text: str = etree.fromstring(f"<html><body>{markup}</body></html>".encode(), parser)
    return text


class _TextTarget:
    """Collects the text between the events of lxml's HTML parser."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self._parts: list[str] = []
        self._skipped = 0  # how many open elements lie within one that is left out, itself included
        self._pre = 0
        self._keeps_lines = keeps_lines

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if self._skipped or tag in _LEFT_OUT or _is_hidden(attributes):
            self._skipped += 1
            return
        self._pre += tag == "pre"
        self._break(tag)

    def end(self, tag: str) -> None:
        """End an element, which the parser does for each that began."""
        if self._skipped:
            self._skipped -= 1
            return
        self._pre -= tag == "pre"
        if tag in _BLOCKS:
            self._parts.append(f"{_ROW_END}\n" if tag == "tr" else "\n")

    def data(self, data: str) -> None:
        """Take a piece of text."""
        if self._skipped:
            return
        as_written = self._pre or self._keeps_lines
        self._parts.append((_SPACES_IN_LINE if as_written else _SPACES).sub(" ", data))

    def comment(self, text: str) -> None:
        """Leave out a comment."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Leave out a processing instruction."""

    def close(self) -> str:
        """Return the text."""
        lines = (_SPACES_IN_LINE.sub(" ", line).strip() for line in self._whole().split("\n"))
        if self._keeps_lines:
            return "\n".join(lines).strip()
        return "\n".join(line for line in lines if line)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self._parts.append(f"\n{_ROW}" if tag == "tr" else "\n")
        elif tag in _CELLS:
            self._parts.append(_CELL)

    def _whole(self) -> str:
        text = "".join(self._parts).replace("\r\n", "\n").replace("\r", "\n")
        text = _ROW_OF_CELLS.sub(lambda row: _row_of_cells(row[1]), text)
        return text.replace(_ROW, "").replace(_ROW_END, "").replace(_CELL, "\n")


def _row_of_cells(row: str) -> str:
    """Return the cells of a row on one line; where a cell has several lines, each on its own."""
    cells = [cell.strip() for cell in row.split(_CELL)]
    cells = [cell for cell in cells if cell]
    if any("\n" in cell or len(cell) > _LONGEST_CELL for cell in cells):
        return "\n".join(cells)
    return " | ".join(cells)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _HIDING.search(attributes.get("style", "")) is not None


def _makes_lines(markup: str) -> bool:
    """Tell whether an element of the markup makes lines; otherwise its line ends do."""
    names = (match[2].lower() for match in _TAG.finditer(markup))
    return any(name in _BLOCKS or name == "br" for name in names)


def _begins_with_block(text: str) -> bool:
    match = _TAG.match(text.lstrip())
    return match is not None and not match[1] and match[2].lower() in _BLOCKS


def _unescaped(text: str) -> str:
    """Replace the character references that HTML knows; "R&D;" stays."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    character = html.unescape(reference[0])
    return " " if character in "\u00a0\ufffd" or _UNFIT.search(character) else character
