"""Writes what briefs and conversations share as Markdown: lines, remarks and sources.

Nothing that an article says is markup in it. Arabic stands in `<div dir="rtl">` blocks, the one
piece of HTML that common renderers allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import bidirectional

from rag.exports.brief_document import CitedLine, LanguageColumn, Remark, SourceRow, TextLine
from rag.messages.export_labels import say
from rag.records import Language
from rag.text.display import Piece

MarkdownPart = tuple[Language, str]
"""A block of Markdown and its language."""

_MARKUP = re.compile(r"[\\`*_\[\]>~|${}^=#]|<|&(?=#?\w+;)|(?<=\w)\.(?=[a-z]{2})")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_STARTS_BLOCK = re.compile(r"\A(\d{1,9})?([-+:.)])(?=[ -]|\Z)")
_LEFT_TO_RIGHT_MARK = "\u200e"
_AROUND = _LEFT_TO_RIGHT_MARK + "!\"#$%&'()*+,-.:;<=>?[\\]^_`{|}~«»“”‘’،؛؟…"
_RIGHT_TO_LEFT = frozenset(["R", "AL"])


def directed_markdown(parts: Iterable[MarkdownPart]) -> Iterator[str]:
    """Yield the blocks, those in Arabic in boxes of their direction."""
    for language, group in groupby(parts, key=lambda part: part[0]):
        text = "\n\n".join(block for _, block in group)
        yield f'<div dir="rtl" lang="ar">\n\n{text}\n\n</div>' if language == "ar" else text


def side_markdown(side: LanguageColumn) -> str:
    """Return sentences with the remarks on them, a paragraph for each block."""
    blocks: list[str] = []
    for block in side.blocks:
        blocks.append(" ".join(map(cited_line_markdown, block.sentences)))
        if block.remark:
            blocks.append(remark_markdown(block.remark)[1])
    blocks.extend(remark_markdown(remark)[1] for remark in side.remarks)
    return "\n\n".join(blocks)


def remark_markdown(remark: Remark) -> MarkdownPart:
    """Return a remark on one line, its label in bold."""
    reasons = " ".join(held_markdown(line) for line in remark.lines)
    if not remark.label:
        return remark.language, f"— {reasons}"
    return remark.language, f"— **{remark.label}{':' if reasons else ''}** {reasons}".rstrip()


def source_markdown(source: SourceRow) -> MarkdownPart:
    """Return a source: title, origin and link on a line, then the cited sentences."""
    head = f"**{held_markdown(source.title)}**"
    if source.origin:
        head += f" — {held_markdown(source.origin)}"
    if source.address:
        head += f" — {f'<{source.href}>' if source.href else _escape(source.address)}"
    quotes = [f"> [{mark.label}] {held_markdown(line)}" for mark, line in source.quotes]
    return source.title.language, "\n\n".join([head, "\n>\n".join(quotes)]).rstrip()


def cited_line_markdown(said: CitedLine) -> str:
    """Return a line and its marks."""
    marks = [f"[{mark.label}]" for mark in said.marks]
    if said.uncited:
        marks = [f"[{say('no_source', said.line.language)}]"]
    text = held_markdown(said.line)
    return " ".join([text + _turn(said.line), *marks]) if marks else text


def _turn(line: TextLine) -> str:
    """Return the direction mark that keeps citations in place behind a line.

    It is needed where the line ends with a word against its direction; otherwise "" is returned.
    """
    last = next(filter(str.isalpha, reversed(line.text)), "")
    if not last or (bidirectional(last) in _RIGHT_TO_LEFT) == (line.language == "ar"):
        return ""
    return "&rlm;" if line.language == "ar" else "&lrm;"


def held_markdown(line: TextLine) -> str:
    """Return the escaped text of a line, with direction marks where letters alone do not hold the
    order of a term: before -5, behind C++."""
    return _escape("".join(_held_piece(piece) for piece in line.pieces))


def _held_piece(piece: Piece) -> str:
    text = piece.text
    if piece.isolate != "ltr":
        return text
    before = "" if text[0].isalpha() else _LEFT_TO_RIGHT_MARK
    behind = "" if text[-1].isalnum() else _LEFT_TO_RIGHT_MARK
    return f"{before}{text}{behind}"


def _escape(text: str) -> str:
    """Escape a line of text so that it renders as the same text, wherever it stands."""
    return _STARTS_BLOCK.sub(r"\1\\\2", " ".join(map(_word, text.split(" "))))


def _word(word: str) -> str:
    """Escape a word. Addresses and handles become code, or many renderers would link them."""
    rest = word.lstrip(_AROUND)
    core = rest.rstrip(_AROUND)
    if "://" not in core and "@" not in core and not core.lower().startswith("www."):
        return _plain(word)
    lead, tail = word[: len(word) - len(rest)], rest[len(core) :]
    return f"{_plain(lead)}{_code(core)}{_plain(tail)}"


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _code(text: str) -> str:
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence}{text}{fence}"
