"""Writes a brief as one HTML file that loads nothing else and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from rag.exports.brief_document import (
    Block,
    BriefDocument,
    CitedLine,
    Difference,
    KeyFactRows,
    LanguageColumn,
    LeftOut,
    Mark,
    Remark,
    Row,
    SourceRow,
    StoryPart,
    TextLine,
)
from rag.messages.export_labels import say
from rag.records import Language
from rag.text.display import base_direction


def to_html(sheet: BriefDocument) -> str:
    """Return the HTML file as text, which must be stored in UTF-8."""
    style = _style()
    first = sheet.languages[0]
    return (
        f"<!doctype html>\n<html {_attributes(first)}>\n<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(sheet.title.text)}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n"
        f'<main class="columns-{len(sheet.languages)}">\n{_body(sheet)}</main>\n</body>\n</html>\n'
    )


@cache
def _style() -> str:
    return files(__package__).joinpath("brief.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Return a content security policy that allows only the one style sheet, by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _body(sheet: BriefDocument) -> str:
    return "".join(
        (
            _header(sheet),
            "".join(_remark(note, "note") for note in sheet.notes),
            "".join(_story(sheet, story) for story in sheet.stories),
            _section(sheet, "dropped", map(_left_out, sheet.dropped)),
            _section(sheet, "sources", map(_source, sheet.sources)),
            _footer(sheet),
        )
    )


def _story(sheet: BriefDocument, story: StoryPart) -> str:
    parts = (
        _story_head(story),
        _section(sheet, "points", map(_point, story.points), tag="ol"),
        _section(sheet, "key_facts", map(_fact, story.facts)),
        _section(sheet, "updates", map(_difference, story.updates)),
        _section(sheet, "disagreements", map(_difference, story.differences)),
    )
    return f'<article class="story">\n{"".join(parts)}</article>\n'


def _story_head(story: StoryPart) -> str:
    sides = []
    for at, headline in enumerate(story.headlines):
        if headline is None:
            sides.append("<div></div>")
            continue
        days = f'<p class="days">{_inline(story.days[at])}</p>' if story.days else ""
        language = headline.line.language
        sides.append(f"<div {_attributes(language)}><h2>{_cited_line(headline)}</h2>{days}</div>")
    return f'<header class="pair">{"".join(sides)}</header>\n' if sides else ""


def _section(sheet: BriefDocument, name: str, items: Iterable[str], *, tag: str = "div") -> str:
    inner = "".join(items)
    if not inner:
        return ""
    heading = "".join(f"<span {_own(line)}>{_inline(line)}</span>" for line in sheet.heading(name))
    return (
        f'<section class="{name}">\n<h2 class="pair">{heading}</h2>\n'
        f'<{tag} class="items">\n{inner}</{tag}>\n</section>\n'
    )


def _header(sheet: BriefDocument) -> str:
    sides = []
    for headline, meta in zip(sheet.headlines, sheet.meta, strict=True):
        rows = "".join(
            f"<div><dt>{escape(label)}</dt><dd><bdi {_own(line)}>{_inline(line)}</bdi></dd></div>"
            for label, line in meta
        )
        language = headline.line.language
        sides.append(
            f"<div {_attributes(language)}><h1>{_cited_line(headline)}</h1>"
            f'<dl class="meta">{rows}</dl></div>'
        )
    return f'<header class="pair">{"".join(sides)}</header>\n'


def _footer(sheet: BriefDocument) -> str:
    sides = "".join(
        f"<div {_attributes(language)}>{''.join(f'<p>{_inline(one)}</p>' for one in lines)}</div>"
        for language, lines in zip(sheet.languages, sheet.closing, strict=True)
        if lines
    )
    return f'<footer class="pair">{sides}</footer>\n' if sides else ""


def _point(row: Row) -> str:
    sides = "".join(_side(row.number, side) for side in row.sides)
    return f'<li class="pair">{sides}</li>\n'


def _side(number: int, side: LanguageColumn) -> str:
    inner = "".join(map(_block, side.blocks)) + "".join(
        _remark(remark, "remark") for remark in side.remarks
    )
    return (
        f'<div class="side" {_attributes(side.language)}>'
        f'<span class="number">{number}</span><div>{inner}</div></div>'
    )


def _block(block: Block) -> str:
    text = " ".join(map(_cited_line, block.sentences))
    return f"<p>{text}</p>" + (_remark(block.remark, "remark") if block.remark else "")


def _remark(remark: Remark, css: str) -> str:
    label = f"<strong>{escape(remark.label)}</strong>" if remark.label else ""
    parts = [label, *(f"<span {_own(line)}>{_inline(line)}</span>" for line in remark.lines)]
    text = " ".join(filter(None, parts))
    return f'<p class="{css} {remark.kind}" {_attributes(remark.language)}>{text}</p>\n'


def _fact(facts: KeyFactRows) -> str:
    sides = []
    for cell in facts.cells:
        found = "".join(f"<li {_own(said.line)}>{_cited_line(said)}</li>" for said in cell.facts)
        shown = f"<strong>{escape(cell.label)}</strong><ul>{found}</ul>" if cell.facts else ""
        sides.append(f'<div class="fact" {_attributes(cell.language)}>{shown}</div>')
    return f'<div class="pair">{"".join(sides)}</div>\n'


def _difference(difference: Difference) -> str:
    claims = "".join(
        f"<li {_own(said.line)}><strong>{_inline(origin)}</strong> {_cited_line(said)}</li>"
        for origin, said in difference.claims
    )
    about = difference.about
    return f'<div class="difference"><p {_own(about)}>{_inline(about)}</p><ul>{claims}</ul></div>\n'


def _left_out(dropped: LeftOut) -> str:
    reasons = "".join(f"<li {_own(line)}>{_inline(line)}</li>" for line in dropped.reasons)
    line = dropped.line
    return (
        f'<div class="left-out" {_own(line)}><p>{_inline(line)}</p>'
        f"{f'<ul>{reasons}</ul>' if reasons else ''}</div>\n"
    )


def _source(source: SourceRow) -> str:
    address = f'<p class="address"><bdi dir="ltr">{_address(source)}</bdi></p>'
    quotes = "".join(
        f'<blockquote id="{mark.anchor}" {_own(line)}>'
        f'<bdi class="mark" dir="ltr">[{mark.label}]</bdi> {_inline(line)}</blockquote>'
        for mark, line in source.quotes
    )
    origin = f'<p class="origin">{_inline(source.origin)}</p>' if source.origin else ""
    return (
        f'<div class="source" {_own(source.title)}><h3>{_inline(source.title)}</h3>'
        f"{origin}{address if source.address else ''}{quotes}</div>\n"
    )


def _address(source: SourceRow) -> str:
    text = escape(source.address)
    if source.href is None:
        return text
    return f'<a href="{escape(source.href, quote=True)}" rel="noopener noreferrer">{text}</a>'


def _cited_line(said: CitedLine) -> str:
    language = said.line.language
    marks: Iterable[str] = map(_mark, said.marks)
    if said.uncited:
        marks = [f'<bdi class="mark none">[{say("no_source", language)}]</bdi>']
    return "\u00a0".join([_inline(said.line), *marks])


def _mark(mark: Mark) -> str:
    return f'<bdi class="mark" dir="ltr"><a href="#{mark.anchor}">[{mark.label}]</a></bdi>'


def _inline(line: TextLine) -> str:
    return "".join(
        f'<bdi dir="{piece.isolate}">{escape(piece.text)}</bdi>'
        if piece.isolate
        else escape(piece.text)
        for piece in line.pieces
    )


def _own(line: TextLine) -> str:
    return _attributes(line.language)


def _attributes(language: Language) -> str:
    return f'lang="{language}" dir="{base_direction(language)}"'
