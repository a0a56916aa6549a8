"""Tells whether a reply begins like reasoning, from thinking_aloud.tsv."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import normalize


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
