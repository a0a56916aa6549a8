"""Makes paragraphs of the lines of plain-text e-mail messages."""

from __future__ import annotations

import re

_NARROWEST, _WIDEST = 50, 80  # columns at which mail programs break lines: mostly 72 to 78
_MOST_WIDER = 0.1  # of the lines of a message that is broken: addresses, and what was pasted
_LIST_ITEM = re.compile(r"\s*(?:[-–—*•·o>]\s|\(?\d{1,3}[.)-]\s|\(?[a-zA-Zأ-ي][.)]\s|\|)")
_RULE = re.compile(r"[\s_=*#~—–-]*")


def join_flowed(text: str, *, drops_space: bool) -> list[str]:
    """Return the lines of `format=flowed` text (RFC 3676), with soft line breaks undone.

    `drops_space` is what `DelSp=yes` means: the space before a soft break is no part of the text.
    """
    joined: list[str] = []
    goes_on, depth_before = False, 0
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        bare = line[depth:].removeprefix(" ")
        is_signature = bare == "-- "
        if goes_on and depth == depth_before and not is_signature:
            joined[-1] += bare
        else:
            joined.append((">" * depth + " " if depth else "") + bare)
        goes_on = bare.endswith(" ") and not is_signature
        depth_before = depth
        if goes_on and drops_space:
            joined[-1] = joined[-1][:-1]
    return joined


def join_wrapped(lines: list[str]) -> list[str]:
    """Return one line for each paragraph; lines that a mail program broke are joined.

    A line was broken where the first word of the next would not have fitted. Blank lines, rules of
    dashes and items of lists end a paragraph.
    """
    width = _wrapping_width(lines)
    joined: list[str] = []
    before = ""  # the line before, as it was written; "" where a paragraph ended
    for line in lines:
        bare = line.strip()
        if not bare or _RULE.fullmatch(bare):
            before = ""
            continue
        if before and not _LIST_ITEM.match(line) and _was_broken(before, bare, width):
            joined[-1] += " " + bare
        else:
            joined.append(bare)
        before = line.rstrip()
    return joined


def _wrapping_width(lines: list[str]) -> int:
    """Return the column at which a message's lines were broken; 0 if they were not."""
    lengths = [len(line.rstrip()) for line in lines if " " in line.strip()]
    within = [length for length in lengths if length <= _WIDEST]
    if not within or len(lengths) - len(within) > _MOST_WIDER * len(lengths):
        return 0
    return max(within) if max(within) >= _NARROWEST else 0


def _was_broken(line: str, following: str, width: int) -> bool:
    """Tell whether a line ends where the first word of the following one did not fit."""
    first = following.split(maxsplit=1)[0]
    return width > 0 and len(line) + 1 + len(first) > width
