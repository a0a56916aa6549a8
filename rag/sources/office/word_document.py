"""Reads Word documents (.docx): the text as a reader of the document sees it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from rag.sources.office.document_title import document_title
from rag.sources.office.text_flow import TextFlow
from rag.sources.office.word_parts import (
    WORD_PREFIXES,
    CorePropertiesWalk,
    RelationsWalk,
    WordStyles,
    is_on,
)
from rag.sources.office.xml_walk import XmlWalk
from rag.sources.office.zip_package import ZipPackage
from rag.sources.stated_fields import Stated, StatedFields

_KIND = "Word document"
_TITLE_LINES = 5  # among the first lines a heading is the document's, later a section's
# What is no text of the document: deletions that were tracked, codes of fields, older formatting,
# the copy of a drawing for older programs, what ruby letters say beside a word, embedded files.
_LEFT_OUT_NAMES = """
    w:del w:moveFrom w:instrText w:delText w:delInstrText w:rt w:sectPr w:object w:ffData
    w:pPrChange w:rPrChange w:tblPrChange w:trPrChange w:tcPrChange w:sectPrChange
    w:tblPrExChange w:tblGridChange w:numberingChange mc:Fallback
"""
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_WRITTEN = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}


def read_word(data: bytes | BinaryIO, *, source: str, max_bytes: int) -> StatedFields:
    """Return the text of a Word document and its title.

    Tracked changes count as accepted. Hidden text, comments, headers, footers, tables of contents
    and the codes of fields are left out; footnotes and endnotes follow the text. The dates in its
    properties say when the file was made, not when the article was published, and are not used.
    """
    package = ZipPackage(data, source=source, kind=_KIND)
    top = _relations(package, "")
    main = top.get("officeDocument", "word/document.xml")
    if main not in package.names:
        raise package.error("has no text in it; open it in Word and save it again")
    parts = _relations(package, main)
    styles = WordStyles()
    package.feed(parts.get("styles", ""), styles)
    flow = TextFlow(source=source, max_bytes=max_bytes)
    body = _BodyWalk(flow, styles)
    package.feed(main, body)
    for kind in ("footnotes", "endnotes"):
        package.feed(parts.get(kind, ""), _NotesWalk(flow, styles, wanted=body.noted[kind]))
    text = flow.text()
    if not text and "aFChunk" in parts:
        raise package.error(
            "holds its text as an embedded web page; open it in Word and save it again"
        )
    core = CorePropertiesWalk()
    package.feed(top.get("core-properties", "docProps/core.xml"), core)
    return StatedFields(text, "utf-8", Stated(title=document_title(core.title, body.headings)))


def _relations(package: ZipPackage, part: str) -> dict[str, str]:
    """Return the names of the parts that belong to a part ("": the package), by their kind."""
    folder, name = posixpath.split(part)
    walk = RelationsWalk()
    package.feed(posixpath.join(folder, "_rels", f"{name}.rels"), walk)
    return {
        kind: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        for kind, target in walk.targets.items()
    }


@dataclass(slots=True)
class _WordParagraph:
    """What is known of a paragraph before its text is written."""

    style: str = ""
    is_hidden: bool = False
    is_joined: bool = False  # its end was deleted: the next paragraph goes on in its line


@dataclass(slots=True)
class _OpenParts:
    """The elements around the current one whose properties matter."""

    paragraphs: list[_WordParagraph] = field(default_factory=list)
    hidden_runs: list[bool] = field(default_factory=list)
    controls: list[bool] = field(default_factory=list)  # whether each content control is left out
    rows: list[bool] = field(default_factory=list)  # whether each row, and each cell, is left out
    cells: list[bool] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # whether each field is still at its code


class _BodyWalk(XmlWalk):
    """Writes the text of a Word document's body into a flow."""

    prefixes = WORD_PREFIXES
    left_out = _LEFT_OUT

    def __init__(self, flow: TextFlow, styles: WordStyles) -> None:
        super().__init__()
        self._flow = flow
        self._styles = styles
        self._open = _OpenParts()
        self._text_boxes = 0
        self.noted: dict[str, set[str]] = {"footnotes": set(), "endnotes": set()}
        self._titles: list[str] = []
        self._first_headings: list[str] = []

    @property
    def headings(self) -> list[str]:
        """Return what the document's styles call its title, then the headings at its beginning."""
        return self._titles + self._first_headings

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of an element."""
        value = attributes.get("w:val", "")
        if self.parent().endswith("Pr"):
            self._property(name, value, attributes)
        elif name in _WRITTEN:
            self._write(_WRITTEN[name])
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self._note(name, attributes)
        elif name == "w:fldChar":
            self._field(attributes.get("w:fldCharType", ""))
        elif name == "w:sdtContent":
            return not (self._open.controls and self._open.controls[-1])
        else:
            self._begin(name)
        return True

    def closed(self, name: str) -> None:
        """Take the end of an element."""
        match name:
            case "w:p":
                self._end_paragraph()
            case "w:r" if self._open.hidden_runs:
                self._open.hidden_runs.pop()
            case "w:tc":
                self._flow.end_cell(is_kept=not self._open.cells.pop())
            case "w:tr":
                self._flow.end_row(is_kept=not self._open.rows.pop())
            case "w:txbxContent":
                self._flow.end_text_box()
            case "w:sdt":
                self._open.controls.pop()

    def characters(self, text: str) -> None:
        """Take characters; only those of text elements count."""
        if self.parent() in ("w:t", "m:t"):
            self._write(text)

    def _begin(self, name: str) -> None:
        match name:
            case "w:p":
                self._open.paragraphs.append(_WordParagraph())
            case "w:r":
                self._open.hidden_runs.append(False)
            case "w:tr":
                self._flow.begin_row()
                self._open.rows.append(False)
            case "w:tc":
                self._flow.begin_block()
                self._open.cells.append(False)
            case "w:txbxContent":
                self._flow.begin_block()
            case "w:sdt":
                self._open.controls.append(False)

    def _property(self, name: str, value: str, attributes: Mapping[str, str]) -> None:
        """Take a property of the paragraph, run, row, cell or content control around it."""
        opened, holder, owner = self._open, self.parent(), self.parent(2)
        if holder == "w:rPr":
            self._run_property(name, value, is_of_mark=owner == "w:pPr")
        elif name == "w:pStyle" and opened.paragraphs:
            opened.paragraphs[-1].style = value
            opened.paragraphs[-1].is_hidden = self._styles.is_left_out(value)
        elif (holder, name) == ("w:trPr", "w:del") and opened.rows:
            opened.rows[-1] = True
        elif (holder, name) == ("w:tcPr", "w:cellDel") and opened.cells:
            opened.cells[-1] = True
        elif name == "w:showingPlcHdr" and opened.controls:
            opened.controls[-1] = is_on(value)

    def _run_property(self, name: str, value: str, *, is_of_mark: bool) -> None:
        opened = self._open
        if is_of_mark:
            if name in ("w:del", "w:moveFrom") and opened.paragraphs:
                opened.paragraphs[-1].is_joined = True
        elif opened.hidden_runs:
            if name == "w:vanish":
                opened.hidden_runs[-1] = is_on(value)
            elif name == "w:rStyle" and self._styles.is_left_out(value):
                opened.hidden_runs[-1] = True

    def _field(self, kind: str) -> None:
        """Follow a field from its code to its result, which alone is text."""
        fields = self._open.fields
        if kind == "begin":
            fields.append(True)
        elif kind == "separate" and fields:
            fields[-1] = False
        elif kind == "end" and fields:
            fields.pop()

    def _note(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._is_hidden():
            kind = "footnotes" if name == "w:footnoteReference" else "endnotes"
            self.noted[kind].add(attributes.get("w:id", ""))

    def _is_hidden(self) -> bool:
        opened = self._open
        return (
            any(opened.fields)
            or any(opened.hidden_runs)
            or any(paragraph.is_hidden for paragraph in opened.paragraphs)
        )

    def _write(self, text: str) -> None:
        if self._open.paragraphs and not self._is_hidden():
            self._flow.write(text)

    def _end_paragraph(self) -> None:
        paragraph = self._open.paragraphs.pop()
        if not self._open.paragraphs:  # a code goes on in no other paragraph; its end was lost
            self._open.fields = [False for _ in self._open.fields]
        if paragraph.is_joined:
            return
        is_first = self._flow.line_count < _TITLE_LINES and not self._flow.is_inner
        text = self._flow.end_paragraph()
        if text and self._styles.is_title(paragraph.style):
            self._titles.append(text)
        elif text and is_first and self._styles.is_first_heading(paragraph.style):
            self._first_headings.append(text)


class _NotesWalk(_BodyWalk):
    """Writes those footnotes or endnotes into a flow that the text refers to."""

    def __init__(self, flow: TextFlow, styles: WordStyles, *, wanted: set[str]) -> None:
        super().__init__(flow, styles)
        self._wanted = wanted

    def opened(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Take the beginning of a note or of an element in it."""
        if name in ("w:footnote", "w:endnote"):
            is_wanted = attributes.get("w:id", "") in self._wanted
            if is_wanted:
                self._flow.begin_block()
            return is_wanted
        return super().opened(name, attributes)

    def closed(self, name: str) -> None:
        """Take the end of a note or of an element in it."""
        if name in ("w:footnote", "w:endnote"):
            self._flow.end_note()
        else:
            super().closed(name)
