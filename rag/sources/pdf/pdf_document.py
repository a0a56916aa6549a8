"""Opens PDF files with pdfium, and takes the glyphs of their pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rag.errors import SourceError
from rag.sources.pdf.glyphs import Glyph
from rag.sources.pdf.pdf_glyphs import page_glyphs, take_actual_texts

MOST_PAGES = 2_000
MOST_CHARACTERS = 5_000_000  # of a document: 2,000 dense pages
MOST_ON_PAGE = 200_000  # a newspaper's page of agate type has 30,000
MOST_SECONDS = 300.0  # what 2,000 full pages take on a slow machine

_LOCK = threading.Lock()  # pdfium keeps global state and is not safe to enter twice
_BOLD = 600  # the weight from which type is semibold


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page whose bottom and top are at these heights in points, with its glyphs.

    `angled` counts signs that are set at an angle to the text and left out. `pictured` says that
    something is drawn on a page without text.
    """

    bottom: float = 0.0
    top: float = 0.0
    glyphs: tuple[Glyph, ...] = ()
    angled: int = 0
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class PdfContent:
    """All pages of a document, and the title that its metadata states ("" for none)."""

    title: str
    pages: tuple[PdfPage, ...]


def load_pdf(data: bytes, *, source: str, on_page: Callable[[], object] = bool) -> PdfContent:
    """Return the pages of a PDF. Raises `SourceError` for one that cannot be opened or read.

    One document is read at a time, whatever the number of threads. `on_page` is called before each
    page.
    """
    with _LOCK, _opened(data, source) as document:
        count = len(document)
        if count > MOST_PAGES:
            raise SourceError(
                source, f"it has {count:,} pages, more than {MOST_PAGES:,}; split it into parts"
            )
        title = document.get_metadata_value("Title") or ""
        return PdfContent(title, tuple(_pages(document, count, source, on_page)))


@contextmanager
def _opened(data: bytes, source: str) -> Iterator[Any]:
    """Open a document and close it again."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise SourceError(source, _explain(getattr(error, "err_code", None), raw)) from None
    try:
        yield document
    finally:
        document.close()


def _explain(code: int | None, raw: Any) -> str:
    """Return the reason for refusing a document by pdfium's error code."""
    if code == raw.FPDF_ERR_PASSWORD:
        return "it is protected by a password; save it without one and index that"
    if code == raw.FPDF_ERR_SECURITY:
        return "it is encrypted in a way that cannot be read; save it without encryption"
    return "it is a broken PDF: it cannot be opened; save or download it again"


def _pages(
    document: Any, count: int, source: str, on_page: Callable[[], object]
) -> Iterator[PdfPage]:
    """Yield the pages of a document. Raises `SourceError` past one of the bounds."""
    import pypdfium2

    ends = time.monotonic() + MOST_SECONDS
    characters = 0
    for index in range(count):
        on_page()
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            yield PdfPage()
            continue
        try:
            read = _page(page, source)
        except pypdfium2.PdfiumError:
            read = PdfPage()
        finally:
            page.close()
        characters += len(read.glyphs)
        if characters > MOST_CHARACTERS or time.monotonic() > ends:
            raise SourceError(
                source,
                f"its pages take too long to read, or hold more than {MOST_CHARACTERS:,} signs; "
                "split it into parts",
            )
        yield read


def _page(page: Any, source: str) -> PdfPage:
    """Return a page with its glyphs, turned so that most of its text runs along the lines."""
    from pypdfium2 import raw

    spoken = take_actual_texts(page)
    text = page.get_textpage()
    try:
        number = raw.FPDFText_CountChars(text)
        if number > MOST_ON_PAGE:
            raise SourceError(
                source, f"one of its pages holds {number:,} signs, more than {MOST_ON_PAGE:,}"
            )
        turn, glyphs, angled = page_glyphs(text, number, spoken)
    finally:
        text.close()
    left, bottom, right, top = page.get_cropbox()
    bottom, top = {0: (bottom, top), 90: (-right, -left), 180: (-top, -bottom), 270: (left, right)}[
        turn
    ]
    pictured = not glyphs and next(iter(page.get_objects(max_depth=2)), None) is not None
    return PdfPage(bottom, top, tuple(glyphs), angled, pictured)
