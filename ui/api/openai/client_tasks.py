"""What chat programs ask a model for themselves, beside the questions of their users.

Open WebUI asks its model for the title and the tags of a conversation, for further questions and
for words to search the web with, each in a message that begins with `### Task:` and names the JSON
that it waits for. An archive has no answer to these. The title is the question itself; the rest is
empty.
"""

from __future__ import annotations

import json
import re

from rag.text.display import line

LONGEST_TITLE = 60
"""Characters; more does not fit beside the list of conversations."""

_TASK = re.compile(r"\A\s*### Task:")
_LISTS = ("tags", "follow_ups", "queries")
_WANTED = re.compile(rf'\{{\s*\\?"(title|text|{"|".join(_LISTS)})\\?"\s*:')
_ASKED = re.compile(
    r"<chat_history>\s*(?:USER:)?(.*?)(?:\nASSISTANT:|</chat_history>|\Z)", re.DOTALL
)


def client_task(message: str) -> str | None:
    """Return the reply to a chat program's own request; None for a question to the archive."""
    if not _TASK.match(message):
        return None
    wanted = _WANTED.search(message)
    if wanted is None:
        return None
    name = wanted[1]
    if name in _LISTS:
        return json.dumps({name: []})
    asked = _ASKED.search(message)
    title = line(asked[1]) if asked and name == "title" else ""
    return json.dumps({name: _shortened(title)}, ensure_ascii=False)


def _shortened(title: str) -> str:
    """Return the words of a title that fit."""
    if len(title) <= LONGEST_TITLE:
        return title
    return f"{title[: LONGEST_TITLE - 1].rpartition(' ')[0] or title[: LONGEST_TITLE - 1]}…"
