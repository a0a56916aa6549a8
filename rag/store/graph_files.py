"""Checksums of the files of Chroma's graph of neighbours.

Chroma keeps none, and hnswlib, which reads the graph, ends the whole process (SIGSEGV) over a file
that is cut short or overwritten. So the files are noted when the vectors are closed and compared
before they are opened again. A note is only there while the files are as they were noted: the
first search or write removes it, and a process that is killed after that leaves none.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

_NOTE = "mujaz-checksums.json"
# A second for each GB: up to so many bytes the content counts, beyond that only the lengths.
_SMALL = 30_000_000

Stamp = dict[str, tuple[int, int]]
"""The length of each file and when it was last written."""


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


def note(folder: Path) -> None:
    """Note the files as they are now."""
    made = folder / f"{_NOTE}.new"
    made.write_text(json.dumps(_sums(folder)))
    made.replace(folder / _NOTE)


def forget(folder: Path) -> None:
    """Remove the note: the files are about to change."""
    (folder / _NOTE).unlink(missing_ok=True)


def stamp(folder: Path) -> Stamp | None:
    """Return what tells whether the files were written meanwhile; None if nothing was noted."""
    if not (folder / _NOTE).exists():
        return None
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
