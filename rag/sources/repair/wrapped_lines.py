"""Joins the lines of hard-wrapped text, so that a sentence is no longer cut at the line's end.

A line was wrapped if the first word of the next one would not have fitted on it. Whether a text is
wrapped, and at which column, is found by a vote of its lines; poems, lists, tables, captions and
texts with one sentence a line do not reach the shares that prose does, and stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

# Not tuned: columns at which mail, archives and terminals wrap.
_NARROWEST, _WIDEST = 30, 132
_MOST_PASSES = 4  # a text that was wrapped twice is joined twice
_FEWEST = 2  # full lines

# Each share lies between what prose has that is wrapped at a column and what other texts have.
_FULL_SHARE = 0.6  # of the lines that do not end in a stop, those that are full
_BARE_FULL_SHARE = 0.85  # the same where hardly a sentence ends within a line, as in headlines
_WITHIN_SHARE = 0.1  # of the lines, those within which a sentence ends
_STOPPED_SHARE = 0.4  # of the full lines, those that end in a stop
_LONGER_SHARE = 0.03  # of all lines, those beyond the column
# Wrapped by the width of letters, lines differ more; then sentences must end within lines, too.
_NEAR = 0.75  # of the longest line's length
_NEAR_SHARE = 0.85  # of the lines that do not end in a stop, those of about that length
_NEAR_FEWEST = 4

_LINE_END = re.compile(r"(\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_STOPPED = re.compile(rf"[.!?؟…:؛;][\"'»”’)\]{_UNSEEN}]*\Z")
_STOP_WITHIN = re.compile(r"[^\s.]{2}\.[\"'»”’)\]]*\s+\S")
_LIST_MARK = re.compile(r"[-*+•·●▪◦‣–—>#|](?=\s)|\(?\d{1,3}[.)\-](?=\s)|[•●▪◦‣>|]")
_NO_PROSE = re.compile(r"[|\t]|\S {3,}\S")  # the columns of a table
_LETTER = re.compile(r"[^\W\d_]")
_FIRST_WORD = re.compile(r"\s*(\S+)")
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SMALL = re.compile(r"[a-z]+")
_FIRST_HALF = re.compile(r"[A-Za-z]+\Z")
_LONGEST_WORD = 40
# How the second half of a divided word looks: govern-ment, inter-national, report-ed. Behind other
# ends of a line the hyphen stays, because "decision-making" is written so.
_LAST_HALF = re.compile(
    r"(?:s?t?ions?|tional(?:ly)?|national(?:ly)?|ments?|mental|t?ing|t?ings|[td]?ed|[td]?ers?|ly|ness"
    r"|[ai]ble|i?ty|i?ties|al|ally|ous|ious|[ts]ive|[ae]nce|[ae]nt|[ae]nts|tor|tors|tures?|tic|tical"
    r"|cial|tial|gent|gence|dent|dents|dence|ize|ized|izing|ism|ist|ists|ance|ances|ful|less|tary"
    r"|tory|rity|sis|ture|ters?|ners?|nel|gram|ernment|tionary|ously|ation|ations|ational|zation)"
)


def join_wrapped(text: str) -> str:
    """Return the text with the lines of its wrapped paragraphs joined by spaces.

    Letters stay as they are and in order, blank lines and the first lines of indented paragraphs
    stay apart, and a text that is not wrapped comes back unchanged.
    """
    for _ in range(_MOST_PASSES):
        joined = _join_once(text)
        if joined == text:
            break
        text = joined
    return text


@dataclass(frozen=True, slots=True)
class _LinePair:
    """Two lines that stand below each other in a paragraph, and whether they may be one."""

    at: int
    length: int
    needed: int  # the columns that the line would have with the first word of the next
    stopped: bool


def _join_once(text: str) -> str:
    pieces = _LINE_END.split(text)
    lines, ends = pieces[::2], pieces[1::2]
    if len(lines) <= _FEWEST or len(text) < _NARROWEST:
        return text
    pairs = _pairs(lines)
    joins = _flowed(lines, pairs) or _wrapped(lines, pairs) or _near_equal(lines, pairs)
    if not joins:
        return text
    words = Counter(_WORDS.findall(text.lower()))
    parts = [lines[0]]
    for at, after in enumerate(lines[1:]):
        if at in joins:
            _join(parts, after.lstrip(), words)
        else:
            parts += [ends[at], after]
    return "".join(parts)


def _pairs(lines: Sequence[str]) -> list[_LinePair]:
    """Return the pairs of lines that may belong to one paragraph."""
    marks = Counter(mark[0][:1] for line in lines if (mark := _LIST_MARK.match(line.lstrip())))
    pairs = []
    for at, (line, after) in enumerate(pairwise(lines)):
        word = _FIRST_WORD.match(after)
        if not word or not _LETTER.search(line) or not _LETTER.search(after):
            continue
        length = len(line.rstrip())
        mark = _LIST_MARK.match(after.lstrip())
        if mark and (marks[mark[0][:1]] > 1 or mark[0][:1] not in "-–—"):
            continue
        if _is_indented_more(line, after) or _NO_PROSE.search(line) or _NO_PROSE.search(after):
            continue
        pairs.append(
            _LinePair(at, length, length + 1 + len(word[1]), bool(_STOPPED.search(line.rstrip())))
        )
    return pairs


def _is_indented_more(line: str, after: str) -> bool:
    """Tell whether a line begins a paragraph by its indent; a list's item goes on with one."""
    if _LIST_MARK.match(line.lstrip()):
        return False
    return len(after) - len(after.lstrip()) > len(line) - len(line.lstrip())


def _flowed(lines: Sequence[str], pairs: Sequence[_LinePair]) -> frozenset[int]:
    """Return the lines that end with a space because they go on, as mail has them."""
    flowed = [pair for pair in pairs if lines[pair.at].endswith(" ")]
    others = [pair for pair in pairs if not lines[pair.at].endswith(" ")]
    stopped = sum(pair.stopped for pair in flowed)
    if len(flowed) < _FEWEST or stopped > _STOPPED_SHARE * len(flowed):
        return frozenset()
    if sum(not pair.stopped for pair in others) > (1 - _FULL_SHARE) * len(flowed):
        return frozenset()
    if max(len(line) for line in lines) > _WIDEST:
        return frozenset()
    return frozenset(pair.at for pair in flowed if not pair.stopped)


def _wrapped(lines: Sequence[str], pairs: Sequence[_LinePair]) -> frozenset[int]:
    """Return the lines that are full at the column at which most are; none if few are."""
    if sum(not pair.stopped for pair in pairs) < _FEWEST:
        return frozenset()
    column = _column(lines, pairs)
    longer = [line for line in lines if len(line.rstrip()) > column and " " in line.strip()]
    if len(longer) > _LONGER_SHARE * len(lines):
        return frozenset()
    # A letterhead or a signature is a block of its own, and says nothing of the others.
    blocks = [block for block in _blocks_of(pairs) if not _is_list(block, column)]
    inside = [pair for block in blocks for pair in block]
    full = [pair for pair in inside if pair.length <= column < pair.needed]
    open_ended = sum(not pair.stopped for pair in full)
    short = sum(not pair.stopped for pair in inside if pair.needed <= column)
    is_prose = _stops_within(lines) > _WITHIN_SHARE * len(lines)
    share = _FULL_SHARE if is_prose else _BARE_FULL_SHARE
    if len(full) - open_ended > _STOPPED_SHARE * len(full) or open_ended < _FEWEST:
        return frozenset()
    if open_ended < share * (open_ended + short):
        return frozenset()
    return frozenset(pair.at for pair in inside if pair.needed > column)


def _column(lines: Sequence[str], pairs: Sequence[_LinePair]) -> int:
    """Return the column at which most lines are full; a line beyond it speaks against it."""
    votes = [0] * (2 * _WIDEST)
    for pair in pairs:
        if _NARROWEST <= pair.length <= _WIDEST:
            votes[pair.length] += 1
            votes[min(pair.needed, len(votes) - 1)] -= 1
    full = list(accumulate(votes))
    lengths = Counter(min(len(line.rstrip()), len(votes) - 1) for line in lines)
    within = list(accumulate(lengths[at] for at in range(len(votes))))
    columns = range(_NARROWEST, len(votes))
    return max(columns, key=lambda at: (full[at] + within[at], -at))


def _is_list(block: Sequence[_LinePair], column: int) -> bool:
    """Tell whether more lines of a block end early without a stop than are full."""
    short = sum(pair.needed <= column and not pair.stopped for pair in block)
    return short > sum(pair.needed > column for pair in block)


def _blocks_of(pairs: Sequence[_LinePair]) -> list[list[_LinePair]]:
    """Return the pairs that follow each other, together."""
    blocks: list[list[_LinePair]] = []
    for pair in pairs:
        if blocks and blocks[-1][-1].at + 1 == pair.at:
            blocks[-1].append(pair)
        else:
            blocks.append([pair])
    return blocks


def _near_equal(lines: Sequence[str], pairs: Sequence[_LinePair]) -> frozenset[int]:
    """Return the lines of about the same length, where a text is wrapped by no exact column."""
    longest = max(len(line.rstrip()) for line in lines)
    if not _NARROWEST <= longest <= _WIDEST:
        return frozenset()
    full = [pair for pair in pairs if pair.needed > _NEAR * longest]
    open_ended = [pair for pair in pairs if not pair.stopped]
    near = sum(pair.needed > _NEAR * longest for pair in open_ended)
    if near < max(_NEAR_FEWEST, _NEAR_SHARE * len(open_ended)):
        return frozenset()
    stopped = len(full) - near
    within = _stops_within(lines)
    if stopped > _STOPPED_SHARE * len(full) or within <= max(2, stopped, _WITHIN_SHARE * len(full)):
        return frozenset()
    return frozenset(pair.at for pair in full)


def _stops_within(lines: Sequence[str]) -> int:
    """Return the number of lines within which a sentence ends with a full stop."""
    return sum(1 for line in lines if _STOP_WITHIN.search(line))


def _join(parts: list[str], after: str, words: Counter[str]) -> None:
    """Append a line to the one before: with a space, or without where a word was divided."""
    before = parts[-1] = parts[-1].rstrip()
    if before.endswith("\xad"):
        parts[-1] = before[:-1]
    elif before.endswith("-") and before[-2:-1].isalnum():
        if _is_divided(before[-_LONGEST_WORD:-1], after, words):
            parts[-1] = before[:-1]
    else:
        after = f" {after}"
    parts.append(after)


def _is_divided(before: str, after: str, words: Counter[str]) -> bool:
    """Tell whether a line end divided a word: "govern-ment", not "US-led"."""
    first, rest = _FIRST_HALF.search(before), _SMALL.match(after)
    if first is None or rest is None:
        return False
    if words[first[0].lower() + rest[0]]:
        return True
    is_compound = words[f"{first[0].lower()}-{rest[0]}"] > 0 or first[0].isupper()
    return not is_compound and _LAST_HALF.fullmatch(rest[0]) is not None
