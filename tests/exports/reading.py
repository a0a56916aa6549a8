"""Reads exports back."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from docx.document import Document
from docx.oxml import parse_xml

from rag.exports import export
from tests.exports import briefs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))


@cache
def made(name: str, format: str) -> bytes:  # noqa: A002
    """One of `briefs.ALL` as a file."""
    return export(briefs.ALL[name], format)


class Html(HTMLParser):
    """Tags, attributes and text of a page; `sound` when every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.sound = True
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.sound = self.sound and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if self._open[-1:] != ["style"] else ""

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")

    def handle_pi(self, data: str) -> None:
        self.tags.add("instruction")

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@contextmanager
def opened_pdf(data: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def pdf_text(data: bytes) -> str:
    with opened_pdf(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def pdf_links(data: bytes) -> list[str]:
    """The addresses that the file links to; places in itself are ""."""
    with opened_pdf(data) as document:
        return [
            _address(document, pdfium.FPDFPage_GetAnnot(page, index))
            for page in document
            for index in range(pdfium.FPDFPage_GetAnnotCount(page))
        ]


def _address(document: Any, annotation: Any) -> str:
    action = pdfium.FPDFLink_GetAction(pdfium.FPDFAnnot_GetLink(annotation))
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return buffer.value.decode()


def pdf_lines(data: bytes) -> list[str]:
    """What stands on each base line as the eye meets it from left to right, columns together."""
    rows: dict[tuple[int, int], list[tuple[float, str]]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    with opened_pdf(data) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                if pdfium.FPDFText_IsGenerated(text, index):
                    continue
                pdfium.FPDFText_GetCharOrigin(text, index, x, y)
                found = (x.value, text.get_text_range(index, 1))
                rows.setdefault((number, -round(y.value)), []).append(found)
    return ["".join(character for _, character in sorted(rows[key])) for key in sorted(rows)]


def pdf_pictures(data: bytes, folder: Path, name: str) -> list[Path]:
    """Each page as a picture in the folder."""
    paths = []
    with opened_pdf(data) as document:
        for number, page in enumerate(document, start=1):
            paths.append(folder / f"{name}-{number}.png")
            page.render(scale=1.5).to_pil().save(paths[-1])
    return paths


def word_document(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def word_xml(data: bytes, part: str = "word/document.xml") -> Any:
    with ZipFile(BytesIO(data)) as archive:
        return parse_xml(archive.read(part))


def word_text(data: bytes) -> str:
    """All text, a line a paragraph, without direction marks."""
    paragraphs = word_xml(data).iter(f"{W}p")
    lines = ("".join(text.text or "" for text in one.iter(f"{W}t")) for one in paragraphs)
    return "\n".join(lines).translate(_MARKS)


def text_of(data: bytes, format: str) -> str:  # noqa: A002
    """What a reader sees, single-spaced; for Markdown its source."""
    if format == "pdf":
        text = pdf_text(data)
    elif format == "docx":
        text = word_text(data)
    elif format == "html":
        text = Html(data.decode()).text
    else:
        text = data.decode()
    return " ".join(text.split())
