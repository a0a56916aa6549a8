"""Writes a brief as Markdown that reads well raw; nothing that an article says is markup in it.

Arabic stands in `<div dir="rtl">` blocks, the one piece of HTML that common renderers allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import bidirectional

from rag.exports.brief_document import (
    BriefDocument,
    CitedLine,
    Difference,
    LanguageColumn,
    LeftOut,
    Remark,
    Row,
    SourceRow,
    StoryPart,
    TextLine,
)
from rag.messages.export_labels import say
from rag.records import Language
from rag.text.display import Piece

_Part = tuple[Language, str]
"""A block of Markdown and its language."""

_MARKUP = re.compile(r"[\\`*_\[\]>~|${}^=#]|<|&(?=#?\w+;)|(?<=\w)\.(?=[a-z]{2})")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_STARTS_BLOCK = re.compile(r"\A(\d{1,9})?([-+:.)])(?=[ -]|\Z)")
_LEFT_TO_RIGHT_MARK = "\u200e"
_AROUND = _LEFT_TO_RIGHT_MARK + "!\"#$%&'()*+,-.:;<=>?[\\]^_`{|}~«»“”‘’،؛؟…"
_RIGHT_TO_LEFT = frozenset(["R", "AL"])


def to_markdown(sheet: BriefDocument) -> str:
    """Return the Markdown file as text."""
    parts = [
        *_header(sheet),
        *map(_remark, sheet.notes),
        *(part for story in sheet.stories for part in _story(sheet, story)),
        *_section(sheet, "dropped", map(_left_out, sheet.dropped)),
        *_section(sheet, "sources", map(_source, sheet.sources)),
        *_footer(sheet),
    ]
    return "\n\n".join(_directed(parts)) + "\n"


def _directed(parts: Iterable[_Part]) -> Iterator[str]:
    for language, group in groupby(parts, key=lambda part: part[0]):
        text = "\n\n".join(block for _, block in group)
        yield f'<div dir="rtl" lang="ar">\n\n{text}\n\n</div>' if language == "ar" else text


def _story(sheet: BriefDocument, story: StoryPart) -> Iterator[_Part]:
    """Yield the parts of one story, under its headlines where there are several stories."""
    for at, headline in enumerate(story.headlines):
        if headline is None:
            continue
        language = headline.line.language
        yield language, f"## {_cited_line(headline)}"
        if story.days:
            yield language, _held(story.days[at])
    level = 3 if story.headlines else 2
    rows = (part for row in story.points for part in _point(row))
    yield from _section(sheet, "points", rows, level=level)
    yield from _section(sheet, "key_facts", _facts(sheet, story), level=level)
    for name, compared in (("updates", story.updates), ("disagreements", story.differences)):
        told = (part for one in compared for part in _difference(one))
        yield from _section(sheet, name, told, level=level)


def _section(
    sheet: BriefDocument, name: str, parts: Iterable[_Part], *, level: int = 2
) -> Iterator[_Part]:
    """Yield the parts of a section under a heading; nothing where there are no parts.

    A heading in two languages is one line, so that an outline has it once.
    """
    found = list(parts)
    if found:
        heading = " · ".join(line.text for line in sheet.heading(name))
        yield sheet.languages[0], f"{'#' * level} {heading}"
        yield from found


def _header(sheet: BriefDocument) -> Iterator[_Part]:
    for headline, meta in zip(sheet.headlines, sheet.meta, strict=True):
        language = headline.line.language
        yield language, f"# {_cited_line(headline)}"
        yield language, "\n".join(f"- **{label}:** {_held(line)}" for label, line in meta)


def _footer(sheet: BriefDocument) -> Iterator[_Part]:
    if any(sheet.closing):
        yield "en", "---"
    for language, lines in zip(sheet.languages, sheet.closing, strict=True):
        if lines:
            yield language, " ".join(_held(line) for line in lines)


def _point(row: Row) -> Iterator[_Part]:
    for side in row.sides:
        yield side.language, f"**{row.number}.** {_side(side)}"


def _side(side: LanguageColumn) -> str:
    blocks: list[str] = []
    for block in side.blocks:
        blocks.append(" ".join(map(_cited_line, block.sentences)))
        if block.remark:
            blocks.append(_remark(block.remark)[1])
    blocks.extend(_remark(remark)[1] for remark in side.remarks)
    return "\n\n".join(blocks)


def _remark(remark: Remark) -> _Part:
    """Return a remark on one line, its label in bold."""
    reasons = " ".join(_held(line) for line in remark.lines)
    if not remark.label:
        return remark.language, f"— {reasons}"
    return remark.language, f"— **{remark.label}{':' if reasons else ''}** {reasons}".rstrip()


def _facts(sheet: BriefDocument, story: StoryPart) -> Iterator[_Part]:
    """Yield one list of key facts for each language."""
    for column, language in enumerate(sheet.languages):
        cells = [facts.cells[column] for facts in story.facts if facts.cells[column].facts]
        if cells:
            yield (
                language,
                "\n".join(
                    f"- **{cell.label}:** {' — '.join(map(_cited_line, cell.facts))}"
                    for cell in cells
                ),
            )


def _difference(difference: Difference) -> Iterator[_Part]:
    about = difference.about
    yield about.language, f"**{_held(about)}**"
    for origin, said in difference.claims:
        yield said.line.language, f"- {_held(origin)}: {_cited_line(said)}"


def _left_out(dropped: LeftOut) -> _Part:
    reasons = "".join(f"\n  - {_held(line)}" for line in dropped.reasons)
    return dropped.line.language, f"- {_held(dropped.line)}{reasons}"


def _source(source: SourceRow) -> _Part:
    head = f"**{_held(source.title)}**"
    if source.origin:
        head += f" — {_held(source.origin)}"
    if source.address:
        head += f" — {f'<{source.href}>' if source.href else _escape(source.address)}"
    quotes = [f"> [{mark.label}] {_held(line)}" for mark, line in source.quotes]
    return source.title.language, "\n\n".join([head, "\n>\n".join(quotes)]).rstrip()


def _cited_line(said: CitedLine) -> str:
    marks = [f"[{mark.label}]" for mark in said.marks]
    if said.uncited:
        marks = [f"[{say('no_source', said.line.language)}]"]
    text = _held(said.line)
    return " ".join([text + _turn(said.line), *marks]) if marks else text


def _turn(line: TextLine) -> str:
    """Return the direction mark that keeps citations in place behind a line.

    It is needed where the line ends with a word against its direction; otherwise "" is returned.
    """
    last = next(filter(str.isalpha, reversed(line.text)), "")
    if not last or (bidirectional(last) in _RIGHT_TO_LEFT) == (line.language == "ar"):
        return ""
    return "&rlm;" if line.language == "ar" else "&lrm;"


def _held(line: TextLine) -> str:
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
