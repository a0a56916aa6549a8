"""Reads OpenDocument texts (.odt), as LibreOffice writes them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import BinaryIO

from rag.sources.office.document_title import document_title
from rag.sources.office.text_flow import TextFlow
from rag.sources.office.xml_walk import XmlWalk
from rag.sources.office.zip_package import ZipPackage, feed_xml
from rag.sources.stated_fields import Stated, StatedFields

_KIND = "OpenDocument text"
_PREFIXES = {
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0": name
    for name in ("text", "table", "office", "style", "manifest")
} | {"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw"}
_PREFIXES |= {
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
}
# What is no text of the document: deletions that were tracked, comments, the marks of notes, tables
# of contents and indexes, what ruby letters say beside a word, descriptions of pictures.
_ODT_LEFT_OUT_NAMES = """
    text:tracked-changes office:annotation office:annotation-end text:note-citation
    text:table-of-content text:alphabetical-index text:illustration-index text:table-index
    text:ruby-text text:hidden-text text:hidden-paragraph text:sequence-decls
    text:variable-decls text:user-field-decls office:forms svg:title svg:desc draw:object
    draw:object-ole draw:image office:binary-data office:scripts office:settings
    office:master-styles
"""
_ODT_LEFT_OUT = frozenset(_ODT_LEFT_OUT_NAMES.split())
_BLANKS = re.compile("[ \t\r\n]+")
_MOST_SPACES = 100  # that one element may stand for
_TITLE_LINES = 5  # among the first lines a heading is the document's, later a section's


def read_open_document(data: bytes | BinaryIO, *, source: str, max_bytes: int) -> StatedFields:
    """Return the text of an OpenDocument text and its title; `.fodt` files are one XML file.

    Tracked changes count as accepted. Hidden text, comments, headers, footers and tables of
    contents are left out; footnotes and endnotes follow the text. The dates in its properties say
    when the file was made, not when the article was published, and are not used.
    """
    body = _OpenDocumentWalk(TextFlow(source=source, max_bytes=max_bytes))
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    if file.read(2) != b"PK":
        file.seek(0)
        feed_xml(file, body, source=source, kind=_KIND)
        return _odt_fields(body)
    package = ZipPackage(file, source=source, kind=_KIND)
    manifest = _ManifestWalk()
    package.feed("META-INF/manifest.xml", manifest)
    if manifest.is_encrypted:
        raise package.error("is protected by a password; save a copy without one")
    if "content.xml" not in package.names:
        raise package.error("has no text in it; open it in LibreOffice and save it again")
    for part in ("styles.xml", "content.xml", "meta.xml"):
        body.begin_part(part)
        package.feed(part, body)
    return _odt_fields(body)


def _odt_fields(body: _OpenDocumentWalk) -> StatedFields:
    title = document_title(body.stated_title, body.headings)
    return StatedFields(body.flow.text(), "utf-8", Stated(title=title))


class _ManifestWalk(XmlWalk):
    """Looks for parts that need a password."""

    prefixes = _PREFIXES
    is_encrypted = False

    def opened(self, name: str, _attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        if name == "manifest:encryption-data":
            self.is_encrypted = True
        return True


class _OpenDocumentWalk(XmlWalk):
    """Writes the text of an OpenDocument text into a flow, knowing its styles."""

    prefixes = _PREFIXES
    left_out = _ODT_LEFT_OUT

    def __init__(self, flow: TextFlow) -> None:
        super().__init__()
        self.flow = flow
        self.stated_title = ""
        self._part = "content.xml"
        self._style = ""
        self._parents: dict[str, str] = {}
        self._hidden_styles: set[str] = set()
        self._after_blank = [True]  # of each open paragraph: whether white space came last
        self._paragraphs: list[tuple[str, str]] = []  # names and styles
        self._titles: list[str] = []
        self._first_headings: list[str] = []

    @property
    def headings(self) -> list[str]:
        """Return what the document's styles call its title, then the headings at its beginning."""
        return self._titles + self._first_headings

    def begin_part(self, part: str) -> None:
        """Say which part of the document comes next."""
        self._part = part

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        if name == "office:text" and self._part != "content.xml":
            return False
        if name.startswith("style:"):
            self._learn_style(name, attributes)
            return True
        if self._is_hidden(attributes):
            return False
        self._begin(name, attributes)
        return True

    def closed(self, name: str) -> None:
        """Take the end of an element."""
        if not self._is_in_text():
            return
        match name:
            case "text:p" | "text:h" if self._paragraphs:
                self._end_paragraph()
            case "table:table-cell":
                self.flow.end_cell()
            case "table:table-row":
                self.flow.end_row()
            case "draw:text-box" | "draw:custom-shape":
                self.flow.end_text_box()
            case "text:note-body":
                self.flow.end_note()

    def characters(self, text: str) -> None:
        """Take characters; a run of white space counts as one space, as the format has it."""
        if self.parent() == "dc:title" and self.parent(2) == "office:meta":
            self.stated_title += text[:1000]
        elif self._paragraphs and self._is_in_text():
            text = _BLANKS.sub(" ", text)
            self._write(text[1:] if self._after_blank[-1] and text[0] == " " else text)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._is_in_text():
            return
        match name:
            case "text:p" | "text:h":
                level = attributes.get("text:outline-level", "1")
                self._paragraphs.append((name + level, attributes.get("text:style-name", "")))
                self._after_blank.append(True)
            case "text:s":
                count = attributes.get("text:c", "1")
                self._write(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
            case "text:tab":
                self._write("\t")
            case "text:line-break":
                self._write("\n")
            case "table:table-row":
                self.flow.begin_row()
            case "table:table-cell" | "draw:text-box" | "draw:custom-shape" | "text:note-body":
                self.flow.begin_block()

    def _write(self, text: str) -> None:
        if text:
            self.flow.write(text)
            self._after_blank[-1] = text[-1] in " \n\t"

    def _end_paragraph(self) -> None:
        name, style = self._paragraphs.pop()
        self._after_blank.pop()
        is_first = self.flow.line_count < _TITLE_LINES and not self.flow.is_inner
        text = self.flow.end_paragraph()
        if text and "Title" in (style, self._parents.get(style)):
            self._titles.append(text)
        elif text and is_first and name == "text:h1":
            self._first_headings.append(text)

    def _learn_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
            self._parents[self._style] = attributes.get("style:parent-style-name", "")
        elif name == "style:text-properties" and attributes.get("text:display") == "none":
            self._hidden_styles.add(self._style)

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        """Tell whether an element, or its style, says that it is not shown."""
        style = attributes.get("text:style-name", "")
        return (
            attributes.get("text:display") == "none"
            or style in self._hidden_styles
            or self._parents.get(style) in self._hidden_styles
        )

    def _is_in_text(self) -> bool:
        return "office:text" in self.path[:3]
