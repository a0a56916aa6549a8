"""Names the file of a brief after its story and day: `ever-given-2021-03-29.pdf`; that of a
conversation after its title."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

from rag.records import Brief, Conversation

MOST_CHARACTERS = 80
"""Of a name with its ending; more is cut off by mail programs and in lists of files."""

MOST_BYTES = 200
"""Of a name in UTF-8: file systems take 255, and a browser adds " (1)" to a name it has had."""

_BRIEF, _CONVERSATION = "mujaz-brief", "mujaz-conversation"
# What Windows reads as a device, whatever stands behind the full stop.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.ASCII)
_LEFT_OUT = re.compile("['’ʼ`\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_LAST_BREAK = re.compile(r"-[^-]*\Z")


def brief_file_name(brief: Brief, suffix: str) -> str:
    """Return the name of the file of a brief: the words of its topic or of the headline of its
    only story, and its day.

    It consists of letters and digits of any language, hyphens and one full stop, and any file
    system and browser takes it. It is never empty.
    """
    return _file_name(_story(brief), brief.as_of, suffix, nameless=_BRIEF)


def _file_name(title: str, when: date | None, suffix: str, *, nameless: str) -> str:
    day = when.isoformat() if when else ""
    words = _words(title) or nameless
    if _DEVICES.fullmatch(words):
        words = f"{nameless}-{words}"
    if day and words.endswith(day):
        day = ""
    ending = f"{f'-{day}' if day else ''}.{suffix}"
    return _cut(words, MOST_CHARACTERS - len(ending), MOST_BYTES - len(ending)) + ending


def conversation_file_name(conversation: Conversation, suffix: str) -> str:
    """Return the name of the file of a conversation: the words of its title, and its last day."""
    moments = [one.asked_at for one in conversation.exchanges] or [conversation.changed_at]
    day = max(moments).date()
    return _file_name(conversation.title, day, suffix, nameless=_CONVERSATION)


def plain_file_name(name: str, *, nameless: str = _BRIEF) -> str:
    """Return a file name in ASCII, for programs that know no other: its day and ending at least,
    behind `nameless`."""
    stem, _, suffix = name.rpartition(".")
    words = "-".join(re.findall(r"[a-z0-9]+", stem))
    letters = re.search(r"[a-z]", words)
    return f"{words if letters else '-'.join(filter(None, [nameless, words]))}.{suffix}"


def free_path(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder that has no file of that name: a-2.pdf beside a.pdf."""
    stem, _, suffix = name.rpartition(".")
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.{suffix}"
    return path


def _story(brief: Brief) -> str:
    if _words(brief.topic) or len(brief.sections) > 1:
        return brief.topic
    return next((one.text for one in brief.headlines), "")


def _words(text: str) -> str:
    """Return the words of a text in small letters, with hyphens between them."""
    folded = _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).lower()
    return "-".join("".join(c if _is_kept(c) else " " for c in folded).split())


def _is_kept(c: str) -> bool:
    return c.isalnum() or unicodedata.category(c)[0] == "M"


def _cut(words: str, characters: int, size: int) -> str:
    """Return as many words as fit into so many characters and bytes; part of a first long one."""
    cut = words[:characters].encode()[:size].decode(errors="ignore")
    if len(cut) < len(words) and words[len(cut)] != "-":
        cut = _LAST_BREAK.sub("", cut)
    return cut.strip("-")
