"""What the tab of the library asks of the library behind it."""

from __future__ import annotations

from typing import Protocol


class LibraryDesk(Protocol):
    """Lists, adds and removes articles. Called from worker threads. Failures are `MujazError`."""
