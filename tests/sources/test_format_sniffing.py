"""What a file is, its content tells; its name may lie."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.records import Failure, SourceArticle
from rag.sources.discovery import discover
from rag.sources.file_reading import read_source
from rag.sources.format_sniffing import recognise
from rag.sources.source_formats import EXTENSIONS, READERS
from tests.sources.office.office_files import zip_of
from tests.sources.sample_files import sample

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def container(*streams: str) -> bytes:
    """The header and directory of an old Office file that has these streams."""
    header = bytearray(OLE + bytes(504))
    header[30] = 9  # sectors of 2⁹ bytes
    header[48] = 1  # the directory is in the second sector
    directory = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )
    return bytes(header) + bytes(512) + directory


FILES = {
    "a PDF": b"%PDF-1.7 rest",
    "a ZIP archive": zip_of({"a": "b"}),
    "an Excel workbook": zip_of({"[Content_Types].xml": "", "xl/workbook.xml": "<x/>"}),
    "a PowerPoint presentation": zip_of({"ppt/presentation.xml": "<x/>"}),
    "an EPUB book": zip_of({"mimetype": "application/epub+zip", "a.xhtml": ""}),
    "an OpenDocument spreadsheet": zip_of(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    ),
    "an Apple Pages": zip_of({"Index/Document.iwa": "x"}),
    "a JPEG picture": b"\xff\xd8\xff\xe0 JFIF",
    "a PNG picture": b"\x89PNG\r\n\x1a\n",
    "a WebP picture": b"RIFF\1\2\3\4WEBPVP8 ",
    "a HEIC picture": b"\0\0\0\x18ftypheic",
    "a film": b"\0\0\0\x18ftypisom",
    "an MP3 recording": b"ID3\4\0",
    "a gzip archive": b"\x1f\x8b\x08",
    "an SQLite database": b"SQLite format 3\0",
    "an old Word document": container("1Table", "WordDocument"),
    "an old Excel workbook": container("Workbook"),
    "an Outlook message": container("__nameid_version1.0", "__properties_version1.0"),
    "an Office file protected by a password": container("EncryptionInfo", "EncryptedPackage"),
    "an old Word, Excel or PowerPoint file": OLE,
}


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.HTML", "a.docx", "a.odt", "a.doc", "a"])
@pytest.mark.parametrize("kind", FILES)
def test_what_is_not_read_is_refused_by_its_name_with_advice(
    tmp_path: Path, kind: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[kind])
    (item,) = read_source(path, max_bytes=1000)
    assert isinstance(item, Failure)
    assert item.reason.startswith(f"it is {kind}")
    assert "; " in item.reason
    if Path(name).suffix.lower() not in EXTENSIONS:
        assert discover([path]).failures == [item]


@pytest.mark.parametrize("ending", [".docx", ".odt", ".fodt", ".rtf", ".html", ".mht"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a.doc", "a.eml"])
def test_a_format_that_is_read_is_to_be_renamed(tmp_path: Path, ending: str, name: str) -> None:
    path = tmp_path / name
    text = "<!-- saved -->\n<HTML lang=ar>A note." if ending == ".html" else "A note."
    path.write_bytes(sample(ending, text))
    (item,) = read_source(path, max_bytes=100_000)
    assert isinstance(item, Failure)
    assert "whatever its name says; rename it to end in ." in item.reason
    named = item.reason.rpartition(" ")[2]
    assert any({ending, named} <= set(row.extensions) for row in READERS)


@pytest.mark.parametrize("ending", EXTENSIONS)
def test_a_file_is_recognised_as_what_its_ending_says(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(sample(ending, "A note."))
    kind = recognise(path)
    assert kind is None or ending in kind.endings


@pytest.mark.parametrize(
    "text",
    [
        "A page begins with <html> and <!doctype html>.",
        "# <html>\n\nThe element.",
        "{\\rt is no Rich Text.",
        "PK is a pair of letters, and %PDF a mark.",
        "From: here\n\nIt went.",
    ],
)
def test_text_that_speaks_of_formats_is_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert recognise(path) is None


def test_an_archive_that_was_packed_again_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sample(".odt", "A note."))) as whole,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in reversed(whole.namelist()):
            again.writestr(name, whole.read(name))
    path.write_bytes(buffer.getvalue())
    (item,) = read_source(path, max_bytes=100_000)
    assert isinstance(item, SourceArticle)
    assert item.text == "A note."


def test_an_honest_name_is_not_blamed(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(FILES["an old Word document"])
    (failure,) = discover([path]).failures
    assert failure.reason == (
        "it is an old Word document; open it in Word or LibreOffice and save it as .docx"
    )
