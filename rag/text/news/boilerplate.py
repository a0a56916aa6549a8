"""Recognises the boilerplate of an article: photo captions, bylines, links to other articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.text.analysis.folding import fold

_EDGE = 2
"""How many lines at the top and at the bottom may be captions for their photo credit alone.

Not tuned: further inside an article the name of an agency mostly credits a report.
"""

_MOST_WORDS = 60  # of a caption; not tuned: what is longer is a paragraph

# Folded names of agencies: أ ف ب، رويترز, AFP, Getty Images.
_AGENCIES = (
    r"ا ?ف ?ب|فرانس برس|رويترز|اسوشيتد ?برس|اسوشييتد ?برس|غيتي(?: ايمدجز)?|الاناضول|د ?ب ?ا|وام|واس"
    r"|afp|reuters|ap|associated press|getty(?: images)?|epa(?:-efe)?|anadolu(?: agency)?|xinhua"
)
# A credit behind a full stop, a slash or a dash: "… in Cairo. (Reuters)", "… / AFP".
_CREDIT = re.compile(rf"(?:[.!?؟…\")]\s*|[/©(\[-]\s*)(?:{_AGENCIES})[\s)\]./]*$")
# A sentence with any credit behind it, or one about its own picture: "… Monday. (Jane Doe/Pool)",
# "in this undated photo", في صورة وزعتها.
_PICTURE = re.compile(
    r"[.!?؟…]\s*\([^()]{2,40}\)$"
    r"|في (?:هذه )?(?:ال)?صوره (?:وزع|التقط|نشر|تعود)"
    r"|in (?:a|this|an undated) (?:\w+ )?(?:photo|picture|image)\b"
    r"|handout (?:photo|picture|image)"
)
# What points at people in a picture, or at an archive: "(left)", "(من اليمين)", "file photo".
_POINTS_AT = re.compile(
    r"\((?:(?:من )?(?:ال)?(?:يسار|يمين|وسط)|ارشيف\w*|file(?: photo)?|[lrc]"
    r"|(?:far |second from )?(?:left|right)|centre|center)\)"
    r"|صوره ارشيفيه|file photo|pictured (?:left|right|above)"
)
# Beginnings of lines around the text: "Photo: …", "Read more …", "اقرأ أيضا …", "By Jane Doe".
_BEGINS = re.compile(
    r"(?:صوره|الصوره|photo|image|picture|file photo)\s*[:|]"
    r"|(?:اقرا ايضا|اقرا المزيد|شاهد ايضا|للمزيد|طالع ايضا|read more|read also|see also|related)\b"
    r"|(?:by|كتب|كتبت|اعداد|تحرير|ترجمه)\s*[:/]?\s(?:\S+\s?){1,5}$"
)
_STOP = re.compile(r"[.!?؟…]")
# A line of so few words without a full stop is a heading or a label. Not tuned: few sentences of
# news are as short, and those have a full stop.
_FEW_WORDS = 6


@lru_cache(maxsize=1 << 8)
def boilerplate_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the lines of an article that are boilerplate; recent results are kept."""
    written = [(start, end) for start, end in _lines(text) if text[start:end].strip()]
    return tuple(
        bounds
        for at, bounds in enumerate(written)
        if is_boilerplate(text[slice(*bounds)], from_top=at, from_bottom=len(written) - 1 - at)
    )


def stands_in(lines: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether `start` to `end` lies within one of the lines."""
    return any(first <= start and end <= last for first, last in lines)


def is_boilerplate(line: str, *, from_top: int, from_bottom: int) -> bool:
    """Return whether a line of an article is boilerplate; a blank line is.

    `from_top` and `from_bottom` count the lines with text before and after it.
    """
    plain = fold(line).lower().strip()
    words = len(plain.split())
    if not words or _BEGINS.match(plain):
        return True
    if words <= _FEW_WORDS and not _STOP.search(plain):
        return True
    if words > _MOST_WORDS:
        return False
    at_the_edge = (from_top < _EDGE or from_bottom < _EDGE) and from_bottom > 0
    return _is_caption(plain, credit_counts=at_the_edge)


def _is_caption(plain: str, *, credit_counts: bool) -> bool:
    """Return whether a folded line has a photo credit, or points at people in a picture."""
    if credit_counts and (_CREDIT.search(plain) or _PICTURE.search(plain)):
        return True
    return _POINTS_AT.search(plain) is not None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines of a text, with their line ends."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)
