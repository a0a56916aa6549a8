"""The files of Chroma, looked at without it: whether they hold anything, and the checksums of its
graph of neighbours.

Chroma keeps none, and hnswlib, which reads the graph, ends the whole process (SIGSEGV) over a file
that is cut short or overwritten. So the files are noted when the vectors are closed and compared
before they are opened again. A note is only there while the vectors are closed: Chroma may write
its graph even when it is only asked how many vectors it holds, so whoever opens it takes the note
away, and a process that is killed leaves none.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_NOTE = "mujaz-checksums.json"
# A second for each GB: up to so many bytes the content counts, beyond that only the lengths.
_SMALL = 30_000_000

Stamp = dict[str, tuple[int, int]]
"""The length of each file and when it was last written."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted, and the files' stamp when the note was taken away."""

    content: bytes
    stamp: Stamp


def changed_file(folder: Path) -> str | None:
    """Name a file that is not what was noted; None if all are, or nothing was noted."""
    try:
        noted = json.loads((folder / _NOTE).read_bytes())
        if not isinstance(noted, dict):
            return None
    except (OSError, ValueError):
        return None
    found = _sums(folder)
    return next((name for name in sorted(noted) if found.get(name) != noted[name]), None)


def take(folder: Path) -> Note | None:
    """Take the note away: the files are about to change. Return it; None if nothing was noted."""
    place = folder / _NOTE
    if not place.exists():
        return None
    taken = Note(place.read_bytes(), _stamp(folder))
    place.unlink()
    return taken


def note(folder: Path, former: Note | None) -> None:
    """Note the files as they are now. Where none was written since the former note was taken, it
    is put back and nothing is read."""
    same = former is not None and _stamp(folder) == former.stamp
    content = former.content if former and same else json.dumps(_sums(folder)).encode()
    made = folder / f"{_NOTE}.new"
    made.write_bytes(content)
    made.replace(folder / _NOTE)


def holds_vectors(folder: Path) -> bool:
    """Tell whether local vectors lie in `folder`, without opening it for Chroma. What cannot be
    read counts as held."""
    stored = folder / "chroma.sqlite3"
    if not stored.is_file():
        return folder.is_file()
    try:
        db = sqlite3.connect(f"{stored.absolute().as_uri()}?mode=ro", uri=True)
        with closing(db):
            return db.execute("SELECT 1 FROM embeddings").fetchone() is not None
    except sqlite3.Error:
        return True


def discard_vectors(folder: Path) -> None:
    """Remove local vectors from disk; a folder that is not there is no error."""
    shutil.rmtree(folder, ignore_errors=True)


def _stamp(folder: Path) -> Stamp:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in _files(folder)}


def _sums(folder: Path) -> dict[str, list[int]]:
    """Return the length of each file and, where all are small, its CRC-32."""
    files = _files(folder)
    small = sum(path.stat().st_size for path in files) <= _SMALL
    return {
        str(path.relative_to(folder)): [path.stat().st_size]
        + ([zlib.crc32(path.read_bytes())] if small else [])
        for path in files
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*/*")) if path.is_file()]
