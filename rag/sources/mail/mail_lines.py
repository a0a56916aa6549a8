"""Makes paragraphs of the lines of plain-text e-mail messages."""

from __future__ import annotations

import re
from itertools import groupby

_NARROWEST, _WIDEST = 50, 80  # columns at which mail programs break lines: mostly 72 to 78
_LIST_ITEM = re.compile(r"\s*(?:[-–—*•·o>]\s|\(?\d{1,3}[.)-]\s|\(?[a-zA-Zأ-ي][.)]\s|\|)")
_RULE = re.compile(r"[\s_=*#~—–-]*")


def join_flowed(text: str, *, drops_space: bool) -> list[str]:
    """Return the lines of `format=flowed` text (RFC 3676), with soft line breaks undone.

    `drops_space` is what `DelSp=yes` means: the space before a soft break is no part of the text.
    """
    joined: list[list[str]] = []  # the pieces of each line
    goes_on, depth_before = False, 0
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        bare = line[depth:].removeprefix(" ")
        is_signature = bare == "-- "
        if goes_on and depth == depth_before and not is_signature:
            joined[-1].append(bare)
        else:
            joined.append([(">" * depth + " " if depth else "") + bare])
        goes_on = bare.endswith(" ") and not is_signature
        depth_before = depth
        if goes_on and drops_space:
            joined[-1][-1] = joined[-1][-1][:-1]
    return ["".join(pieces) for pieces in joined]


def join_wrapped(lines: list[str]) -> list[str]:
    """Return one line for each paragraph; lines that a mail program broke are joined.

    A line was broken where the first word of the next would not have fitted. Blank lines, rules of
    dashes and items of lists end a paragraph.
    """
    width = _wrapping_width(lines)
    joined: list[list[str]] = []  # the lines of each paragraph
    before = ""  # the line before, as it was written; "" where a paragraph ended
    for line in lines:
        bare = line.strip()
        if not bare or _RULE.fullmatch(bare):
            before = ""
            continue
        if before and not _LIST_ITEM.match(line) and _was_broken(before, bare, width):
            joined[-1].append(bare)
        else:
            joined.append([bare])
        before = line.rstrip()
    return [" ".join(pieces) for pieces in joined]


def _wrapping_width(lines: list[str]) -> int:
    """Return the column at which a message's lines were broken; 0 if they were not.

    Broken paragraphs have several lines, none wider than a mail program makes them. A message with
    more text in wider lines was not broken.
    """
    broken = wide = width = 0
    for is_written, group in groupby(lines, key=lambda line: bool(line.strip())):
        lengths = [len(line.rstrip()) for line in group] if is_written else [0]
        if max(lengths) > _WIDEST:
            wide += sum(lengths)
        elif len(lengths) > 1:
            broken += sum(lengths)
            width = max(width, *lengths)
    return width if broken >= wide and width >= _NARROWEST else 0


def _was_broken(line: str, following: str, width: int) -> bool:
    """Tell whether a line ends where the first word of the following one did not fit."""
    first = following[: width + 1].split(maxsplit=1)[0]
    return 0 < len(line) <= width < len(line) + 1 + len(first)
