"""Takes the tags of HTML and XML out of a reply: <p>, <b>, <br>, <sentence>, <الإجابة>."""

from __future__ import annotations

import re

_TAG = re.compile(r"</?(?P<name>[A-Za-z\u0621-\u064a][\w:-]{0,30})(?:\s[^<>]{0,120})?\s?/?>")
_WITHIN = frozenset(
    [
        "b",
        "i",
        "em",
        "strong",
        "u",
        "s",
        "mark",
        "span",
        "font",
        "small",
        "big",
        "code",
        "q",
        "a",
        "abbr",
        "sup",
        "sub",
        "ins",
        "del",
        "bdi",
        "bdo",
        "cite",
    ]
)


def without_tags(text: str) -> str:
    """Return a text without tags; where one ends a line or a paragraph, a line ends."""
    if "<" not in text:
        return text
    return _TAG.sub(_instead, text)


def _instead(tag: re.Match[str]) -> str:
    return "" if tag["name"].lower() in _WITHIN else "\n"
