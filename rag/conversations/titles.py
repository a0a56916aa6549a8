"""Makes titles of texts."""

from __future__ import annotations

from rag.conversations import tuning
from rag.text.display import line, whole


def shortened(text: str) -> str:
    """Return a text as a title on one line, cut behind a word where it is long."""
    title = line(whole(text))
    if len(title) <= tuning.LONGEST_TITLE:
        return title
    head = title[: tuning.LONGEST_TITLE]
    return f"{head.rpartition(' ')[0].rstrip() or head[:-1]}…"
