"""Makes the Word document around a brief: page, styles, numbering, properties, and its bytes."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from rag.records import Language

FONT = "Arial"  # has both scripts wherever it is, and is replaced by one that has elsewhere
SOFT, ACCENT, AMBER, RED = "5B6470", "0B5C8A", "8A5A00", "A3211C"
NUMBERINGS: dict[Language, int] = {"ar": 101, "en": 102}
HANGING = 425
# Where the text of a point begins, in twentieths of a point. LibreOffice sets the number of an
# Arabic point before its place instead of behind it; the room for that keeps it on the page.
INDENTS: dict[Language, int] = {"ar": HANGING + 170, "en": HANGING}

TEXT_WIDTH = Mm(174)

# Size, space before and after in points; bold; colour.
_STYLES: dict[str, tuple[float, float, float, bool, str | None]] = {
    "Normal": (10.5, 0, 4, False, None),
    "Title": (17, 8, 4, True, None),
    "Heading 1": (12.5, 16, 6, True, None),
    "Heading 2": (10.5, 10, 0, True, None),
    "Brief Small": (9, 0, 3, False, SOFT),
}
_NO_DATE = datetime(2000, 1, 1)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def new_document(title: str, day: date | None) -> Document:
    """Return an empty document, which is dated by its content and not by the clock."""
    document = docx.Document()
    _set_page(document)
    _set_defaults(document)
    for name in _STYLES:
        _set_style(document, name)
    for language in NUMBERINGS:
        _add_numbering(document, language)
    _describe(document, title, day)
    return document


def _describe(document: Document, title: str, day: date | None) -> None:
    properties = document.core_properties
    properties.title = title[:255]  # the most that the format takes
    properties.author = properties.last_modified_by = "Mujaz"
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(day, time()) if day else _NO_DATE
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of the template, an empty page
            del package.rels[name]


def saved(document: Document) -> bytes:
    """Return the bytes of the file; its ZIP entries have no time of writing."""
    written, result = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Normal"]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    run = "<w:r><w:t>1</w:t></w:r>"  # until the reader's program counts
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{run}</w:fldSimple>')
    )


def _set_defaults(document: Document) -> None:
    """Set the default font, without theme fonts, and the default language of both directions."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    for old in list(defaults):
        defaults.remove(old)
    defaults.append(_run_properties(10.5, bold=False, colour=None))


def _set_style(document: Document, name: str) -> None:
    size, before, after, bold, colour = _STYLES[name]
    styles = document.styles
    known = any(style.name == name for style in styles)
    found = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = cast("ParagraphStyle", found)
    for old in style.element.xpath("w:rPr | w:pPr/w:pBdr | w:pPr/w:contextualSpacing"):
        old.getparent().remove(old)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.keep_with_next = name.startswith(("Heading", "Title"))
    style.element.append(_run_properties(size, bold=bold, colour=colour))


def _run_properties(size: float, *, bold: bool, colour: str | None) -> BaseOxmlElement:
    half_points = round(2 * size)
    weight = "<w:b/><w:bCs/>" if bold else ""
    ink = f'<w:color w:val="{colour}"/>' if colour else ""
    return parse_xml(
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" '
        f'w:cs="{FONT}"/>{weight}{ink}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        '<w:lang w:val="en-GB" w:bidi="ar-SA"/></w:rPr>'
    )


def _add_numbering(document: Document, language: Language) -> None:
    """Add a numbered list for a language; `1.` stands where the lines of the language begin."""
    number = NUMBERINGS[language]
    turned = "<w:rtl/>" if language == "ar" else ""
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{INDENTS[language]}" w:hanging="{HANGING}"/></w:pPr>'
            f"<w:rPr><w:b/><w:bCs/>{turned}</w:rPr></w:lvl></w:abstractNum>"
        ),
    )
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        )
    )
