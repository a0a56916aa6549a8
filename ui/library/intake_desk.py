"""What adding and removing articles asks of the library behind the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from rag.records import Article, Draft, IndexProgress, IngestReport


class IntakeDesk(Protocol):
    """Adds, removes and restores articles. Called from worker threads. Failures are
    `MujazError`."""

    @property
    def uploads(self) -> Path: ...

    def index(
        self,
        sources: str | Path | Sequence[str | Path],
        progress: Callable[[IndexProgress], None] | None = None,
        *,
        stories: bool = True,
        fetch: bool = False,
    ) -> IngestReport: ...

    def index_each(
        self,
        files: Sequence[tuple[Path, str]],
        progress: Callable[[int, IndexProgress], None] | None = None,
        *,
        stories: bool = True,
    ) -> list[IngestReport]: ...

    def add(self, drafts: Draft) -> IngestReport: ...

    def group_stories(self) -> int: ...

    def article(self, article_id: str) -> Article | None: ...

    def remove(self, article_ids: str | Sequence[str]) -> list[str]: ...

    def restore(self, article_ids: str | Sequence[str]) -> list[str]: ...

    def vectors_made(self) -> tuple[int, int]: ...
