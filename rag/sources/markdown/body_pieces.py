"""Cuts the body of a Markdown file into pieces, for its parser takes hundreds of bytes a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

PIECE = 250_000
"""Characters that are parsed at once. Of nothing but marks, as "- a", 2 MB took 150 MB; an article
of news is shorter, so that it is parsed as a whole."""

_FENCE = re.compile(r"^[ ]{0,3}(?:>[ ]?)*[ ]{0,3}(`{3,}|~{3,})([^`\n]*)", re.MULTILINE)
# A blank line before a block that is part of no list item or indented quotation.
_GAP = re.compile(r"\n[ \t]*\n(?=[^\s])")
# [1]: https://news.example "A title"
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\[\]\n]{1,300}\]:[ \t]*\S[^\n]{0,2000}$", re.MULTILINE)
_MOST_REFERENCES = 2_000


def reference_lines(body: str) -> list[str]:
    """Return the first lines of a body that state where links lead."""
    lines = (match[0].strip() for match in _REFERENCE.finditer(body))
    return [line for line, _ in zip(lines, range(_MOST_REFERENCES), strict=False)]


def body_pieces(body: str) -> Iterator[str]:
    """Yield a body in pieces of about `PIECE` characters, in order and without loss.

    They end at blank lines outside of fenced code. Where there is none soon, a
    piece ends at a line end or blank, or where it must.
    """
    start = 0
    fences = _fenced(body) if len(body) > PIECE else iter(())
    fence = next(fences, None)
    while len(body) - start > PIECE:
        at = start + PIECE
        while fence is not None and fence[1] <= at:
            fence = next(fences, None)
        if fence is not None and fence[0] < at:
            at = fence[1]  # code is one token, however long
        gap = _GAP.search(body, at, at + PIECE // 2)
        end = gap.end() if gap else _cut(body, at)
        yield body[start:end]
        start = end
    yield body[start:]


def _cut(body: str, at: int) -> int:
    """Return where to end a piece that no blank line ends: at a line end or blank before `at`."""
    for mark in ("\n", " "):
        found = body.rfind(mark, at - PIECE // 2, at)
        if found >= 0:
            return found + 1
    return at


def _fenced(body: str) -> Iterator[tuple[int, int]]:
    """Yield the places at which fenced code begins and ends."""
    start, fence = 0, ""
    for mark in _FENCE.finditer(body):
        if not fence:
            start, fence = mark.start(), mark[1]
        elif mark[1].startswith(fence) and not mark[2].strip():
            yield start, mark.end()
            fence = ""
    if fence:
        yield start, len(body)
