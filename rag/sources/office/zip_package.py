"""Reads the XML parts of documents that are ZIP archives, within bounds."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, BinaryIO, Protocol

from rag.errors import SourceError

_MOST_ENTRIES = 20_000  # a book with a picture on each page has 2,000
# Of a part of XML, unpacked. A book of a thousand pages has 10 MB; 22 MB are read in 5 seconds.
_MOST_UNPACKED = 50_000_000
# Deflate reaches 1,030 at most. The XML of a table of 20,000 equal rows reaches 184.
_MOST_RATIO = 400
_SMALL = 2_000_000  # bytes below which the ratio does not matter
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PIECE = 65_536
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    NotImplementedError,
)
"""What zipfile raises for archives that are broken or packed in a way that it does not know."""

_OPEN_AND_SAVE = "open it in the program that made it and save it again"


class XmlTarget(Protocol):
    """Receives the elements and the characters of an XML document in their order."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element; names hold their namespace: `{uri}name`."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take characters; those of one element may come in several pieces."""

    def close(self) -> None:
        """Take the end of the document."""


class ZipPackage:
    """The parts of a document that is a ZIP archive. `kind` names it in messages.

    Raises `SourceError` for an archive that is broken, protected by a password, or too large once
    unpacked. Pictures and other parts that hold no text are never unpacked.
    """

    def __init__(self, data: bytes | BinaryIO, *, source: str, kind: str) -> None:
        """Take a document, or the open file that it is: then its pictures stay on the disk."""
        self._source = source
        self._kind = kind
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        try:
            if _count(file, _DIRECTORY_ENTRY) > _MOST_ENTRIES:
                raise self.error(f"has more than {_MOST_ENTRIES:,} parts; save its text as .txt")
            self._archive = zipfile.ZipFile(file)
        except BROKEN_ZIP:
            raise self._broken() from None
        self.names = frozenset(self._archive.namelist())

    def error(self, reason: str) -> SourceError:
        """Return the error of this document; `reason` follows its name: "is …", "has …"."""
        return SourceError(self._source, f"the {self._kind} {reason}")

    def feed(self, name: str, target: XmlTarget) -> None:
        """Send the XML of a part to `target`; a part that is not there sends nothing.

        External files and entities are never read.
        """
        if name not in self.names:
            return
        part = self._archive.getinfo(name)
        if part.flag_bits & 1:
            raise self.error("is protected by a password; save a copy without one")
        self._refuse_bomb(part)
        try:
            with self._archive.open(name) as file:
                feed_xml(file, target, source=self._source, kind=self._kind)
        except BROKEN_ZIP:
            raise self._broken() from None

    def _refuse_bomb(self, part: zipfile.ZipInfo) -> None:
        """Raise `SourceError` for a part that grows out of bounds. zipfile reads no more bytes than
        a part's stated size, so that the statement need not be believed.
        """
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > _MOST_UNPACKED or (part.file_size > _SMALL and ratio > _MOST_RATIO):
            raise self.error(
                f"would have {part.file_size / 1e6:,.0f} MB of text and marks once unpacked, more "
                "than any article; split it, or save its text as .txt"
            )

    def _broken(self) -> SourceError:
        return self.error(f"is broken or cut off; get it again, or {_OPEN_AND_SAVE}")


def _count(file: BinaryIO, mark: bytes) -> int:
    """Return how often a mark stands in a file."""
    file.seek(0)
    count, before = 0, b""
    while piece := file.read(_PIECE):
        count += (before + piece).count(mark)
        before = piece[1 - len(mark) :]
    return count


def feed_xml(file: IO[bytes], target: XmlTarget, *, source: str, kind: str) -> None:
    """Send the XML of a file to `target`. Raises `SourceError` where it is not well-formed.

    Files with entities of their own are refused, because a few lines of them can stand for
    gigabytes or name other files.
    """
    from lxml import etree

    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    before = b""
    try:
        while piece := file.read(_PIECE):
            if b"<!ENTITY" in (before + piece).replace(b"\0", b""):
                raise SourceError(
                    source,
                    f"the {kind} defines XML entities, which no word processor does; "
                    f"{_OPEN_AND_SAVE}",
                )
            parser.feed(piece)
            before = piece[-32:]
        parser.close()
    except (etree.XMLSyntaxError, RecursionError):
        raise SourceError(
            source, f"the XML of the {kind} is broken or nested too deeply; {_OPEN_AND_SAVE}"
        ) from None
