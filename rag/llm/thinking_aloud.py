"""Tells whether a reply begins like reasoning, from thinking_aloud.tsv."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import normalize

# For example: "\n**Final answer:**", "\nالجواب النهائي:"
_ANSWER = re.compile(
    r"\n[\s*_#>]*(?:(?:the |my )?(?:final |short )?(?:answer|response|reply)|output|"
    r"(?:ال)?(?:جواب|إجابة|اجابة|رد)(?: ال(?:نهائي|نهائية|مختصر|مختصرة))?)\s?[*_]*\s?[:：]",
    re.IGNORECASE,
)


def after_thinking(text: str) -> str:
    """Return a reply that begins like reasoning from its last line "Answer:" on, if it has one."""
    labels = list(_ANSWER.finditer(text))
    return text[labels[-1].start() :] if labels else text


def thinks_aloud(text: str) -> bool | None:
    """Tell whether a reply begins like reasoning; None while that cannot be told yet."""
    begun = normalize(text.lstrip(" \t\r\n*_#>-"))
    openings = _openings()
    if any(begun.startswith(opening) for opening in openings):
        return True
    return None if any(opening.startswith(begun) for opening in openings) else False


@cache
def _openings() -> tuple[str, ...]:
    text = files("rag.llm").joinpath("thinking_aloud.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t")[1] for line in text.splitlines() if line and line[0] != "#"]
    return tuple(normalize(opening) for row in rows for opening in row.split(" | "))
