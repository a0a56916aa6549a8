"""Recognises what a file really is by its content, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from rag.errors import SourceError
from rag.sources.office.zip_package import BROKEN_ZIP
from rag.sources.source_files import open_file, read_head, read_tail

_HEAD_BYTES = 65_536
_TAIL_BYTES = 262_144  # where a ZIP archive names its entries; a document has some 20

_AS_TEXT = "save its text as .txt (UTF-8)"
_PICTURE = "read its text with a text recogniser (OCR) and save it as .txt (UTF-8)"
_RECORDING = "write down what is said in it and save that as .txt (UTF-8)"
_ARCHIVE = "unpack it and index the folder"
_AS_DOCX = "open it in Word or LibreOffice and save it as .docx"
_AS_CSV = "save its sheet as .csv, or its text as .txt (UTF-8)"
_DATABASE = "export its articles as .jsonl"


class FileKind(NamedTuple):
    """What a file is: its name in messages, its usual endings, and what to do if it is not read.

    It has no endings where files of the kind are never read, whatever their name says.
    """

    name: str
    endings: tuple[str, ...]
    advice: str = _AS_TEXT


_WORD = FileKind("a Word document", (".docx", ".docm", ".dotx", ".dotm"))
_ODT = FileKind("an OpenDocument text", (".odt", ".ott", ".fodt"))
_WEB_PAGE = FileKind("a web page", (".html", ".htm", ".xhtml"))
_SAVED_PAGE = FileKind(
    "a web page saved in one file (MHTML)",
    (".mht", ".mhtml"),
    "open it in a browser and save it as .html",
)
_ZIP = FileKind("a ZIP archive", (".zip",), _ARCHIVE)
_OLD_OFFICE = FileKind("an old Word, Excel or PowerPoint file", (".doc", ".xls", ".ppt"), _AS_DOCX)

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"{\\rtf", FileKind("a Rich Text file", (".rtf",))),
    (b"\x1f\x8b", FileKind("a gzip archive", (".gz", ".tgz"), _ARCHIVE)),
    (b"BZh", FileKind("a bzip2 archive", (".bz2",), _ARCHIVE)),
    (b"\xfd7zXZ\0", FileKind("an xz archive", (".xz",), _ARCHIVE)),
    (b"7z\xbc\xaf\x27\x1c", FileKind("a 7z archive", (".7z",), _ARCHIVE)),
    (b"Rar!\x1a\x07", FileKind("a RAR archive", (".rar",), _ARCHIVE)),
    (b"\xff\xd8\xff", FileKind("a JPEG picture", (".jpg", ".jpeg"), _PICTURE)),
    (b"\x89PNG", FileKind("a PNG picture", (".png",), _PICTURE)),
    (b"GIF8", FileKind("a GIF picture", (".gif",), _PICTURE)),
    (b"II*\0", FileKind("a TIFF picture", (".tif", ".tiff"), _PICTURE)),
    (b"MM\0*", FileKind("a TIFF picture", (".tif", ".tiff"), _PICTURE)),
    (b"AT&TFORM", FileKind("a DjVu scan", (".djvu",), _PICTURE)),
    (b"ID3", FileKind("an MP3 recording", (".mp3",), _RECORDING)),
    (b"OggS", FileKind("an Ogg recording", (".ogg", ".oga", ".opus"), _RECORDING)),
    (b"fLaC", FileKind("a FLAC recording", (".flac",), _RECORDING)),
    (b"\x1aE\xdf\xa3", FileKind("a film", (".mkv", ".webm"), _RECORDING)),
    (b"SQLite format 3\0", FileKind("an SQLite database", (".sqlite", ".db"), _DATABASE)),
    (b"!BDN", FileKind("an Outlook mailbox", (".pst", ".ost"), "save its messages as .eml")),
)
# The first bytes of a RIFF container and, four bytes on, of what it holds.
_RIFF = {
    b"WEBP": FileKind("a WebP picture", (".webp",), _PICTURE),
    b"WAVE": FileKind("a WAV recording", (".wav",), _RECORDING),
    b"AVI ": FileKind("an AVI film", (".avi",), _RECORDING),
}
_FILM = FileKind("a film, recording or picture (MP4 family)", (".mp4", ".m4a", ".mov"), _RECORDING)
_HEIC = FileKind("a HEIC picture", (".heic", ".avif"), _PICTURE)

# What the first entry of an OpenDocument or EPUB archive says that it is.
_MEDIA_TYPES: tuple[tuple[bytes, FileKind], ...] = (
    (b"application/vnd.oasis.opendocument.text", _ODT),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        FileKind("an OpenDocument spreadsheet", (".ods",), _AS_CSV),
    ),
    (
        b"application/vnd.oasis.opendocument.presentation",
        FileKind("an OpenDocument presentation", (".odp",)),
    ),
    (
        b"application/vnd.sun.xml.writer",
        FileKind("an old OpenOffice text", (".sxw",), "open it in LibreOffice and save it as .odt"),
    ),
    (b"application/epub+zip", FileKind("an EPUB book", (".epub",))),
)
# Names of entries that only such archives have.
_ZIP_ENTRIES: tuple[tuple[bytes, FileKind], ...] = (
    (b"word/", _WORD),
    (b"xl/", FileKind("an Excel workbook", (".xlsx", ".xlsm", ".xlsb"), _AS_CSV)),
    (b"ppt/", FileKind("a PowerPoint presentation", (".pptx", ".pptm", ".ppsx"))),
    (b"visio/", FileKind("a Visio drawing", (".vsdx",))),
    (
        b".iwa",
        FileKind(
            "an Apple Pages, Numbers or Keynote file",
            (".pages", ".numbers", ".key"),
            "export it as a Word document (.docx)",
        ),
    ),
)
# Names of streams in the container of older Office files, which are in UTF-16.
_STREAMS: tuple[tuple[str, FileKind], ...] = (
    (
        "EncryptedPackage",
        FileKind(
            "an Office file protected by a password",
            (),
            "save a copy without the password",
        ),
    ),
    (
        "__properties_version1.0",
        FileKind(
            "an Outlook message",
            (".msg",),
            "save it as .eml, or drag it from Outlook into another mail program first",
        ),
    ),
    ("WordDocument", FileKind("an old Word document", (".doc", ".dot"), _AS_DOCX)),
    ("PowerPoint Document", FileKind("an old PowerPoint presentation", (".ppt", ".pps"))),
    ("Workbook", FileKind("an old Excel workbook", (".xls",), _AS_CSV)),
    ("Book", FileKind("an old Excel workbook", (".xls",), _AS_CSV)),
)
# What may stand before the mark of a PDF: lines that a mail program or a server left there.
_PDF = re.compile(rb"(?:^|[\r\n])%PDF-\d")
# The beginning of a page: <!doctype html>, <html lang="ar">, after comments and an XML declaration.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?"
    rb"(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_FLAT_ODT = re.compile(rb"<\?xml[^>]{0,200}>\s*<office:document\s")
_MHTML = re.compile(
    rb"(?:^From: <Saved by |^Snapshot-Content-Location:|^Content-Type: multipart/related;"
    rb"[^:]{0,200}\btype=\"?text/html)",
    re.MULTILINE | re.IGNORECASE,
)


def recognise(path: Path) -> FileKind | None:
    """Return what a file is by its content, or None for plain text and for what is not known.

    Raises `SourceError` for what cannot be opened.
    """
    head = read_head(path, _HEAD_BYTES)
    if _PDF.search(head[:1024]):
        return FileKind("a PDF", (".pdf",))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path, head, read_tail(path, _TAIL_BYTES))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _in_container(path, head)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return _in_media(head) or _in_text(head)


def _in_zip(path: Path, head: bytes, tail: bytes) -> FileKind:
    """Tell what a ZIP archive is by the media type that it states, or by its entries' names."""
    stated = head[:200]
    if b"mimetype" in tail and b"mimetypeapplication/" not in stated:
        stated = _packed_media_type(path)
    for media_type, kind in _MEDIA_TYPES:
        if media_type in stated:
            return kind
    known = [kind for name, kind in _ZIP_ENTRIES if name in tail or name in head]
    return known[0] if known else _ZIP


def _packed_media_type(path: Path) -> bytes:
    """Return the media type of an archive in which it is not the first entry, or is packed."""
    try:
        with (
            open_file(path) as whole,
            zipfile.ZipFile(whole) as archive,
            archive.open("mimetype") as file,
        ):
            return file.read(200)
    except (*BROKEN_ZIP, KeyError, RuntimeError):
        return b""


def _in_container(path: Path, head: bytes) -> FileKind:
    """Tell what an old Office file is by the streams that its directory names."""
    sector_size = 1 << min(head[30] if len(head) > 30 else 9, 12)
    directory = (int.from_bytes(head[48:52], "little") + 1) * sector_size
    try:
        names = read_head(path, 8 * 1024, offset=directory)
    except SourceError:
        names = b""
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in names:
            return kind
    return _OLD_OFFICE


def _in_media(head: bytes) -> FileKind | None:
    """Recognise pictures, recordings and films whose mark is not at the very beginning."""
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _HEIC if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else _FILM
    return None


def _in_text(head: bytes) -> FileKind | None:
    """Recognise text that belongs into files with another ending: web pages."""
    if _HTML.match(head):
        return _WEB_PAGE
    if _FLAT_ODT.match(head):
        return _ODT
    return _SAVED_PAGE if _MHTML.search(head[:2000]) else None
