"""Finds the files that can be read among the paths that a user names."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.records import Failure, UnreadFiles
from rag.sources.refusing import unsupported
from rag.sources.source_files import display_path, explain_os_error
from rag.sources.source_formats import is_readable

_NAMES_KEPT = 20
"""Of the files of a kind that is not read so many are named; a desk's folder may hold thousands."""

# What programs leave in folders and nobody wrote: copies of editors, locks of office programs,
# downloads under way, the pictures of a file browser, and Python's own files.
_LEFTOVER = re.compile(
    r"~\$.*|.*~|.*\.(?:swp|tmp|part|crdownload)|thumbs\.db|desktop\.ini|__pycache__|__init__\.py",
    re.IGNORECASE,
)
# What people type of a link: www.site.com, site.com/2024/x, //site.com/x, https:/site.com/x
_TYPED_LINK = re.compile(
    r"(?P<scheme>https?:/?|//)?(?P<rest>(?P<host>(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24})(?::\d{1,5})?"
    r"(?P<path>[/?#]\S*)?)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\.(?:com|org|net|info|news|gov|edu|co)(?:\.[a-z]{2})?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What lies under the paths that a user named.

    `files` are those to read, absolute and each once, `failures` the paths that cannot be used,
    `unread` the files of a kind that is not read, by kind, and `notes` what was passed over.
    `sizes` are the bytes of each of the `files` when it was found.
    """

    files: list[Path]
    failures: list[Failure]
    unread: list[UnreadFiles]
    notes: list[Failure]
    sizes: list[int] = field(default_factory=list, compare=False)


def discover(paths: Sequence[str | Path], *, library: Path | None = None) -> FoundFiles:
    """Return the files to read under `paths`, and what there is besides.

    Files come in the order in which they are named; those of a folder are sorted by path, its
    subfolders included. Inside a folder, hidden files and folders and what programs leave behind
    are skipped, and so are the folder in which a browser keeps the parts of a saved page and that
    of the `library` itself; files with an unknown extension are counted. A file that is named must
    have a readable extension. Symbolic links are followed, and no folder or file is visited twice.
    No paths give empty lists.
    """
    search = _FileSearch(library)
    for path in paths:
        search.add(Path(path).absolute(), named=str(path))
    unread = [
        UnreadFiles(extension, count, tuple(search.names[extension]))
        for extension, count in sorted(search.unread.items())
    ]
    return FoundFiles(search.files, list(search.failures), unread, search.notes, search.sizes)


class _FileSearch:
    """Collects files and failures, and remembers which files and folders it has visited."""

    def __init__(self, library: Path | None) -> None:
        self._library = library
        self.files: list[Path] = []
        self.sizes: list[int] = []
        self.failures: dict[Failure, None] = {}
        self.unread: Counter[str] = Counter()
        self.names: dict[str, list[str]] = {}
        self.notes: list[Failure] = []
        self._seen: set[object] = set()

    def add(self, path: Path, *, named: str) -> None:
        """Add a path that the user named, and how it was written."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            if link := typed_link(named):
                reason = f"there is no such file; if it is meant as a link, write {link}"
                self.failures[Failure(named, reason)] = None
            else:
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
            elif self._is_new(path):
                self._count(path)

    def _entries(self, folder: Path) -> list[tuple[Path, bool]]:
        """Return the visible entries of a folder, sorted; none for a folder seen before."""
        if not self._is_new(folder) or folder == self._library:
            return []
        try:
            with os.scandir(folder) as entries:
                found = {
                    folder / entry.name: _is_folder(entry)
                    for entry in entries
                    if not entry.name.startswith(".") and not _LEFTOVER.fullmatch(entry.name)
                }
        except OSError as error:
            self._fail(folder, explain_os_error(error))
            return []
        for parts in _parts_of_pages(found):
            del found[parts]
            self.notes.append(Failure(display_path(parts), "it holds the parts of a saved page"))
        return sorted(found.items())

    def _count(self, path: Path) -> None:
        """Count a file of a kind that is not read, and keep its name if it is one of the first."""
        extension = path.suffix.lower()
        self.unread[extension] += 1
        names = self.names.setdefault(extension, [])
        if len(names) < _NAMES_KEPT:
            names.append(display_path(path))

    def _add_file(self, path: Path) -> None:
        if self._is_new(path):
            self.files.append(path)
            self.sizes.append(_size(path))

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


def typed_link(named: str) -> str | None:
    """Return the link that a user may have meant by a path that does not exist, or None.

    It begins like one, or with the name of a site and a slash, or is the name of a site.
    """
    match = _TYPED_LINK.fullmatch(named.strip())
    if match is None or not (
        match["scheme"]
        or match["host"].lower().startswith("www.")
        or (match["path"] and not is_readable(Path(match["host"])))
        or _SITE.search(match["host"])
    ):
        return None
    return f"https://{match['rest']}"


def _parts_of_pages(entries: Mapping[Path, bool]) -> list[Path]:
    """Return the folders among `entries` in which a browser keeps the pictures, styles and frames
    of a page that it saved beside them: `news_files` of `news.html`."""
    return [
        path
        for path, is_folder in entries.items()
        if is_folder
        and path.name.endswith("_files")
        and any(
            path.with_name(path.name.removesuffix("_files") + suffix) in entries
            for suffix in (".html", ".htm")
        )
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the reader will say so
        return 0


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that goes round in a circle
        return False
