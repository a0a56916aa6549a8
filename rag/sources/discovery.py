"""Finds the files that can be read among the paths that a user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from rag.records import Failure
from rag.sources.readers import is_readable, unsupported
from rag.sources.source_files import display_path, explain_os_error


def discover(paths: Sequence[str | Path]) -> tuple[list[Path], list[Failure]]:
    """Return the files to read, absolute and each once, and the paths that cannot be used.

    Files come in the order in which they are named; those of a folder are sorted by path, its
    subfolders included. Hidden files, hidden folders and unknown extensions inside a folder are
    skipped; a file that is named must have a readable extension. Symbolic links are followed, and
    no folder or file is visited twice. No paths give two empty lists.
    """
    search = _FileSearch()
    for path in paths:
        search.add(Path(path).absolute())
    return search.files, list(search.failures)


class _FileSearch:
    """Collects files and failures, and remembers which files and folders it has visited."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.failures: dict[Failure, None] = {}
        self._seen: set[object] = set()

    def add(self, path: Path) -> None:
        """Add a path that the user named."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            self._fail(path, explain_os_error(error))
            return
        if stat.S_ISDIR(status.st_mode):
            self._add_folder(path)
        elif is_readable(path):
            self._add_file(path)
        else:
            self._fail(path, unsupported(path))

    def _add_folder(self, folder: Path) -> None:
        waiting = [(folder, True)]
        while waiting:
            path, is_folder = waiting.pop()
            if is_folder:
                waiting.extend(reversed(self._entries(path)))
            elif is_readable(path):
                self._add_file(path)

    def _entries(self, folder: Path) -> list[tuple[Path, bool]]:
        """Return the visible entries of a folder, sorted; none for a folder seen before."""
        if not self._is_new(folder):
            return []
        try:
            with os.scandir(folder) as entries:
                found = [
                    (folder / entry.name, _is_folder(entry))
                    for entry in entries
                    if not entry.name.startswith(".")
                ]
        except OSError as error:
            self._fail(folder, explain_os_error(error))
            return []
        return sorted(found)

    def _add_file(self, path: Path) -> None:
        if self._is_new(path):
            self.files.append(path)

    def _is_new(self, path: Path) -> bool:
        """Tell whether a file or folder is seen for the first time, under whatever name."""
        try:
            status = path.stat()
            identity: object = (status.st_dev, status.st_ino)
        except OSError:  # a broken link: the reader will say so
            identity = path
        if identity in self._seen:
            return False
        self._seen.add(identity)
        return True

    def _fail(self, path: Path, reason: str) -> None:
        self.failures[Failure(display_path(path), reason)] = None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that goes round in a circle
        return False
