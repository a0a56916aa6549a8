from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from eval.bench.visual_pdf import DrawnLine, to_pdf
from rag.errors import SourceError
from rag.records import Failure, SourceArticle
from rag.sources.file_reading import read_source
from rag.sources.pdf.pdf_process import read_pdf
from rag.sources.pdf.pdf_reader import parse_pdf
from tests.sources.pdf.made import set_in_lines, typeset

MANY = 10**6
TEXT = "GENEVA, 28 July 2024 - Work on the bridges begins in March, the ministry said on Sunday."


def test_it_reads_what_the_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # whose files are not taken for modules
    data = set_in_lines([[TEXT]], title="Three bridges are rebuilt")
    assert read_pdf(data, source="a.pdf", max_bytes=MANY) == parse_pdf(data, source="a.pdf")


def test_a_file_is_read_with_the_date_in_its_text(tmp_path: Path) -> None:
    path = tmp_path / "bridges.pdf"
    path.write_bytes(typeset(TEXT))
    (item,) = read_source(path, max_bytes=MANY)
    assert isinstance(item, SourceArticle)
    assert (item.text, item.pages, str(item.published_at)) == (TEXT, (0,), "2024-07-28")


def test_a_broken_file_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    (item,) = read_source(path, max_bytes=MANY)
    assert isinstance(item, Failure)
    assert "broken PDF" in item.reason


def test_a_text_over_the_limit_is_refused() -> None:
    with pytest.raises(SourceError, match="limit"):
        read_pdf(set_in_lines([[TEXT]]), source="a.pdf", max_bytes=80)


def drawing_itself(depth: int) -> bytes:
    """A PDF whose forms draw each other ten times each."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    data = to_pdf([[DrawnLine("a", 40, 500)]], extra=b"/X0 Do\n" * 10)
    forms = b""
    for at in range(depth):
        content = zlib.compress(b"/X%d Do\n" % (at + 1) * 10)
        forms += b"%d 0 obj\n<< %b /Length %d /Filter /FlateDecode " % (50 + at, form, len(content))
        forms += b"/Resources << /XObject << /X%d %d 0 R >> >> >>\nstream\n" % (at + 1, 51 + at)
        forms += content + b"\nendstream\nendobj\n"
    forms += b"%d 0 obj\n<< %b /Length 1 >>\nstream\n\nendstream\nendobj\n" % (50 + depth, form)
    data = data.replace(
        b"/Font << /F1 3 0 R >>", b"/Font << /F1 3 0 R >> /XObject << /X0 50 0 R >>"
    )
    start = data.index(b"xref\n")
    return data[:start] + forms + b"trailer << /Root 1 0 R >>\n%%EOF"  # pdfium finds the objects


def test_what_would_take_years_is_given_up() -> None:
    with pytest.raises(SourceError, match="given up"):
        read_pdf(drawing_itself(14), source="a.pdf", max_bytes=MANY, seconds=4)


@pytest.mark.skipif(os.name == "nt", reason="Windows bounds no memory")
def test_what_would_take_gigabytes_is_given_up() -> None:
    packer = zlib.compressobj(wbits=-15)
    block = packer.compress(b" " * 10**6) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(b"\x78\x9c" + block * 1600 + b"\x03\x00", 9)  # 1.6 GB in some KB
    data = to_pdf([[DrawnLine("a", 40, 500)]])
    start = data.index(b"<< /Length", data.index(b"7 0 obj"))
    data = (
        data[:start]
        + b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
    )
    with pytest.raises(SourceError, match="given up"):
        read_pdf(data, source="a.pdf", max_bytes=MANY, seconds=20)
