"""What a library takes up on the disk, and what it works with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LibrarySetup:
    """The library's folder, its bytes and those that are free there, and the names of the embedder
    and of the chat model (None: sentences are quoted). It holds no key."""

    folder: Path
    size: int
    free: int
    embedder: str
    model: str | None


def setup_of(folder: Path, *, embedder: str, model: str | None) -> LibrarySetup:
    """Measure the folder; files that go away meanwhile count for nothing."""
    return LibrarySetup(
        folder=folder,
        size=sum(map(_size, folder.rglob("*"))),
        free=shutil.disk_usage(folder).free,
        embedder=embedder,
        model=model,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
