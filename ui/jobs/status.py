"""The line that says what the page is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records import Language
from rag.text.display import base_direction

State = Literal["idle", "searching", "streaming", "done", "stopped", "error"]


@dataclass(frozen=True, slots=True)
class Status:
    """What the line says. `retry` offers to ask again."""

    state: State
    text: str = ""
    language: Language = "en"
    retry: bool = False

    def props(self) -> dict[str, str | bool]:
        """Return the values that `static/status.js` shows."""
        direction = base_direction(self.language)
        return {"state": self.state, "text": self.text, "dir": direction, "retry": self.retry}
