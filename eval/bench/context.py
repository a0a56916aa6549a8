"""What a section is given: where the data is, and where it may build its libraries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Context:
    """`data` is the folder with the public sets, None when there is none; `work` is empty at
    the start and removed at the end."""

    data: Path | None
    work: Path

    def folder(self, name: str) -> Path:
        """A folder for one library; the same name is the same folder."""
        path = self.work / name
        path.mkdir(parents=True, exist_ok=True)
        return path
