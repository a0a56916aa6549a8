"""Tells the running text of an article from what stands around it: photo captions, bylines,
links to other articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.text.analysis.folding import fold

_EDGE = 2
"""Captions with nothing but a credit to tell them stand in the first or last lines."""

_MOST_WORDS = 60  # of a caption

_AGENCIES = (
    r"ا ?ف ?ب|فرانس برس|رويترز|اسوشيتد ?برس|اسوشييتد ?برس|غيتي(?: ايمدجز)?|الاناضول|د ?ب ?ا|وام|واس"
    r"|afp|reuters|ap|associated press|getty(?: images)?|epa(?:-efe)?|anadolu(?: agency)?|xinhua"
)
_CREDIT = re.compile(rf"(?:[.!?؟…\")]\s*|[/©(\[-]\s*)(?:{_AGENCIES})[\s)\]./]*$")
# A sentence with a credit of any name behind it, and one that speaks of its picture.
_PICTURE = re.compile(
    r"[.!?؟…]\s*\([^()]{2,40}\)$"
    r"|في (?:هذه )?(?:ال)?صوره (?:وزع|التقط|نشر|تعود)"
    r"|in (?:a|this|an undated) (?:\w+ )?(?:photo|picture|image)\b"
    r"|handout (?:photo|picture|image)"
)
_POINTS_AT = re.compile(
    r"\((?:(?:من )?(?:ال)?(?:يسار|يمين|وسط)|ارشيف\w*|file(?: photo)?|[lrc]"
    r"|(?:far |second from )?(?:left|right)|centre|center)\)"
    r"|صوره ارشيفيه|file photo|pictured (?:left|right|above)"
)
_BEGINS = re.compile(
    r"(?:صوره|الصوره|photo|image|picture|file photo)\s*[:|]"
    r"|(?:اقرا ايضا|اقرا المزيد|شاهد ايضا|للمزيد|طالع ايضا|read more|read also|see also|related)\b"
    r"|(?:by|كتب|كتبت|اعداد|تحرير|ترجمه)\s*[:/]?\s(?:\S+\s?){1,5}$"
)
_STOP = re.compile(r"[.!?؟…]")
_FEW_WORDS = 6


@lru_cache(maxsize=1 << 8)
def furniture(text: str) -> tuple[tuple[int, int], ...]:
    """The lines of an article that are no running text, as offsets; kept for a while."""
    written = [(start, end) for start, end in _lines(text) if text[start:end].strip()]
    return tuple(
        bounds
        for at, bounds in enumerate(written)
        if is_furniture(text[slice(*bounds)], from_top=at, from_bottom=len(written) - 1 - at)
    )


def stands_in(lines: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the stretch lies within one of the lines."""
    return any(first <= start and end <= last for first, last in lines)


def is_furniture(line: str, *, from_top: int, from_bottom: int) -> bool:
    """Whether a line of an article is no running text. `from_top` and `from_bottom` count the
    lines with text before and after it. A blank line is furniture."""
    plain = fold(line).lower().strip()
    words = len(plain.split())
    if not words or _BEGINS.match(plain):
        return True
    if words <= _FEW_WORDS and not _STOP.search(plain):
        return True
    if words > _MOST_WORDS:
        return False
    at_the_edge = from_top < _EDGE or from_bottom < _EDGE
    credited = _CREDIT.search(plain) is not None or (_PICTURE.search(plain) is not None)
    return (credited and at_the_edge and from_bottom > 0) or _POINTS_AT.search(plain) is not None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)
