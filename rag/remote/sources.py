"""Paths as they are named to a server, and the files that are sent to one elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.records import Failure, IndexProgress, IngestReport
from rag.remote.connection import Connection
from rag.remote.wire import FILES
from rag.requests import paths
from rag.sources.discovery import FoundFiles, discover, typed_link
from rag.sources.source_files import display_path, explain_os_error
from rag.web.links import is_link

AT_ONCE = 50
"""Files that are sent before they are read, of which a server keeps 200 for a person."""

MOST_BYTES = 20_000_000
"""Bytes of such files, unless one alone is larger."""

_PIECE = 1 << 18

Progress = Callable[[IndexProgress], None]


def absolute(sources: str | Path | Sequence[str | Path]) -> list[str]:
    """Return links as they are, and paths from the root: the server's folder is another.

    What is no path here and looks like a link that was typed stays too, so that it is told so.
    """
    return [_absolute(str(one)) for one in paths(sources)]


def _absolute(source: str) -> str:
    if is_link(source) or (not os.path.lexists(source) and typed_link(source)):
        return source
    return str(Path(source).absolute())


class SentFiles:
    """The files under some paths of this machine, sent to a server in lots."""

    def __init__(self, connection: Connection, named: Sequence[str | Path]) -> None:
        self._connection = connection
        self._roots = [Path(one).absolute() for one in named]
        self.found: FoundFiles = discover(named)
        self.unsent: list[Failure] = []

    def lots(self) -> Iterator[list[tuple[Path, str]]]:
        """Send the files, and yield for each lot the ids and names of its files.

        Those that cannot be opened any more, or never could, are then in `unsent`.
        """
        lot: list[tuple[Path, str]] = []
        size = 0
        for path, bytes_ in zip(self.found.files, self.found.sizes, strict=True):
            if lot and (len(lot) >= AT_ONCE or size + bytes_ > MOST_BYTES):
                yield lot
                lot, size = [], 0
            number = self._send(path)
            if number is not None:
                lot.append((Path(number), self._name(path)))
                size += bytes_
        if lot:
            yield lot

    def _name(self, path: Path) -> str:
        """Return a file's path within the folder that was named, which comes first."""
        root = next((one for one in self._roots if path.is_relative_to(one)), path)
        return path.relative_to(root.parent).as_posix()

    def _send(self, path: Path) -> str | None:
        """Send a file, and return the id that the server gave it; None for one that cannot be
        opened."""
        from urllib.parse import quote

        try:
            opened = path.open("rb")
        except OSError as error:
            self.unsent.append(Failure(display_path(path), explain_os_error(error)))
            return None
        with opened as file:
            length = os.fstat(file.fileno()).st_size
            pieces = iter(lambda: file.read(_PIECE), b"")
            name = quote(path.name, safe="", errors="replace")
            return str(self._connection.send(f"{FILES}?name={name}", pieces, length)["file"])


def joined(reports: Sequence[IngestReport]) -> IngestReport:
    """Return one report of several."""
    whole = IngestReport()
    for one in reports:
        whole = replace(
            whole,
            added=whole.added + one.added,
            updated=whole.updated + one.updated,
            unchanged=whole.unchanged + one.unchanged,
            failures=whole.failures + one.failures,
            notes=whole.notes + one.notes,
            failures_left_off=whole.failures_left_off + one.failures_left_off,
            notes_left_off=whole.notes_left_off + one.notes_left_off,
            unread=whole.unread + one.unread,
            vectors_owed=one.vectors_owed,
            articles=whole.articles + one.articles,
        )
    return whole
