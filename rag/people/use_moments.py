"""Notes when a token or a session was used, and not too often."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Literal

from rag.errors import DiskError, LibraryLockedError
from rag.people import tuning
from rag.people.people_rows import moment_text
from rag.store.sql_database import SqlDatabase


def note_use(
    file: SqlDatabase,
    table: Literal["tokens", "sessions"],
    number: int,
    noted: str | None,
    now: datetime,
) -> None:
    """Write when the row of a number was used, unless `noted` is less than a minute ago."""
    if noted is not None:
        since = now - datetime.fromisoformat(noted)
        if abs(since) < tuning.USE_NOTED_AFTER:  # below zero where a clock was set back
            return
    # Who may read still may where the disk is full.
    with suppress(DiskError, LibraryLockedError):
        file.run(f"UPDATE {table} SET used_at = ? WHERE number = ?", (moment_text(now), number))
