"""Writes paragraphs of a Word document and the runs in them, each with its direction.

Word follows the direction of a run, LibreOffice the letters in it. Runs with figures or signs, and
citations, are therefore also held in place by direction marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from rag.exports.brief_document import CitedLine, Mark, TextLine
from rag.exports.docx_export.frame import ACCENT, INDENTS, NUMBERINGS, SOFT, TEXT_WIDTH
from rag.messages.export_labels import say
from rag.records import Language
from rag.text.display import Direction, base_direction

_LETTERS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_HOLD: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Ink:
    """How a run looks where it differs from its paragraph."""

    bold: bool = False
    strike: bool = False
    colour: str | None = None


PLAIN = Ink()
FAINT = Ink(colour=SOFT)
LINK = Ink(colour=ACCENT)


def new_paragraph(
    parent: Document | _Cell,
    language: Language,
    *,
    style: str = "Normal",
    numbered: bool = False,
    indented: bool = False,
    opposite: bool = False,
    keep: bool = False,
) -> Paragraph:
    """Add an empty paragraph in the direction of `language`.

    `opposite` gives it a tab stop at its far end; `keep` keeps it on the same page as the next
    paragraph.
    """
    paragraph = parent.add_paragraph()
    turned = language == "ar"
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{NUMBERINGS[language]}"/></w:numPr>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH.twips}"/></w:tabs>'
    parts = (
        f'<w:pStyle w:val="{style.replace(" ", "")}"/>',
        "<w:keepNext/>" if keep else "",
        number if numbered else "",
        tab if opposite else "",
        "<w:bidi/>" if turned else "",
        f'<w:ind w:left="{INDENTS[language]}"/>' if indented else "",
        "<w:rPr><w:rtl/></w:rPr>" if turned else "",
    )
    paragraph._p.insert(0, parse_xml(f"<w:pPr {nsdecls('w')}>{''.join(parts)}</w:pPr>"))
    return paragraph


def add_text(
    parent: Paragraph | BaseOxmlElement, text: str, language: Language, ink: Ink = PLAIN
) -> None:
    """Add one run. Its text is never read as a field or as markup."""
    parts = (
        "<w:b/><w:bCs/>" if ink.bold else "",
        "<w:strike/>" if ink.strike else "",
        f'<w:color w:val="{ink.colour}"/>' if ink.colour else "",
        "<w:rtl/>" if language == "ar" else "",
        '<w:lang w:bidi="ar-SA"/>' if language == "ar" else '<w:lang w:val="en-GB"/>',
    )
    run = parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{''.join(parts)}</w:rPr><w:t/></w:r>")
    content = run.find(qn("w:t"))
    content.text = text
    content.set(_SPACE, "preserve")
    (parent._p if isinstance(parent, Paragraph) else parent).append(run)


def add_tab(paragraph: Paragraph) -> None:
    """Add a tab."""
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))


def add_line(paragraph: Paragraph, line: TextLine, ink: Ink = PLAIN) -> None:
    """Add the text of a line in runs, with a separate run for each piece against its direction."""
    for piece in line.pieces:
        if piece.isolate is None:
            add_text(paragraph, piece.text, line.language, ink)
            continue
        hold = "" if _LETTERS.fullmatch(piece.text) else _HOLD[piece.isolate]
        language: Language = "ar" if piece.isolate == "rtl" else "en"
        add_text(paragraph, f"{hold}{piece.text}{hold}", language, ink)


def add_cited_line(paragraph: Paragraph, said: CitedLine, ink: Ink = PLAIN) -> None:
    """Add a line and its citations, each a link to the cited sentence among the sources."""
    language = said.line.language
    add_line(paragraph, said.line, ink)
    for mark in said.marks:
        _add_gap(paragraph, language)
        link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{mark.anchor}" w:history="1"/>')
        add_text(link, f"[{mark.label}]", language, LINK)
        paragraph._p.append(link)
    if said.uncited:
        _add_gap(paragraph, language)
        add_text(paragraph, f"[{say('no_source', language)}]", language, FAINT)


def add_target(paragraph: Paragraph, mark: Mark, language: Language, place: int) -> None:
    """Add the place that a citation links to. `place` must be a new number for each target."""
    names = f'{nsdecls("w")} w:id="{place}"'
    paragraph._p.append(parse_xml(f'<w:bookmarkStart {names} w:name="{mark.anchor}"/>'))
    add_text(paragraph, f"[{mark.label}]", language, FAINT)
    paragraph._p.append(parse_xml(f"<w:bookmarkEnd {names}/>"))
    _add_gap(paragraph, language)


def add_address(document: Document, paragraph: Paragraph, address: str, href: str | None) -> None:
    """Add a web address, as a link where it has an `href`, otherwise as text."""
    if href is None:
        add_text(paragraph, address, "en", FAINT)
        return
    target = document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}" w:history="1"/>')
    add_text(link, address, "en", LINK)
    paragraph._p.append(link)


def _add_gap(paragraph: Paragraph, language: Language) -> None:
    add_text(paragraph, f"\u00a0{_HOLD[base_direction(language)]}", language)
