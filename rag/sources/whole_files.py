"""Makes readers of files of the functions that read the bytes of one article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from rag.sources.collected import CollectedItem
from rag.sources.large_documents import DocumentLoader, load_whole, open_document
from rag.sources.source_files import display_path, load
from rag.sources.stated_fields import StatedFields


class _TextReader(Protocol):
    def __call__(self, data: bytes, *, source: str) -> StatedFields: ...


class _DocumentReader(Protocol):
    def __call__(self, data: bytes, *, source: str, max_bytes: int) -> StatedFields: ...


class _PackageReader(Protocol):
    def __call__(self, data: BinaryIO, *, source: str, max_bytes: int) -> StatedFields: ...


def text_file(reader: _TextReader, path: Path, *, max_bytes: int) -> Iterator[CollectedItem]:
    """Read a text file that holds one article; a binary one is refused."""
    data = load(path, max_bytes=max_bytes)
    yield CollectedItem(None, reader(data, source=display_path(path)))


def document_file(
    reader: _DocumentReader, path: Path, *, max_bytes: int, loader: DocumentLoader = load_whole
) -> Iterator[CollectedItem]:
    """Read a file that holds one article among other things; `max_bytes` bounds its text."""
    data = loader(path, max_bytes=max_bytes)
    yield CollectedItem(None, reader(data, source=display_path(path), max_bytes=max_bytes))


def package_file(reader: _PackageReader, path: Path, *, max_bytes: int) -> Iterator[CollectedItem]:
    """Read a document in a ZIP archive, whose pictures stay on the disk."""
    with open_document(path, max_bytes=max_bytes) as file:
        reading = reader(file, source=display_path(path), max_bytes=max_bytes)
    yield CollectedItem(None, reading)
