"""Puts a line that is drawn from left to right into the order in which it is read.

The inverse of the Unicode bidirectional algorithm (UAX 9), as far as it has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.sources.pdf.glyphs import MIRRORED

_PLACEHOLDERS = range(0xFDD0, 0xFDF0)  # code points that no text may hold
_TO_PLACEHOLDER = {ord(sign): at for sign, at in zip(MIRRORED, _PLACEHOLDERS, strict=False)}
_FROM_PLACEHOLDER = {at: chr(sign) for sign, at in _TO_PLACEHOLDER.items()}
_MIRRORING = {at: MIRRORED[chr(sign)] for sign, at in _TO_PLACEHOLDER.items()}
_NO_PLACEHOLDER = dict.fromkeys(_PLACEHOLDERS, "\ufffd")

# For example: ]1.1[
_INSIDE_OUT = re.compile(r"([\])}»›])([\d.,:/%٪-]{1,20})([\[({«‹])")
_BETWEEN_DIGITS = frozenset(".,:/٫٬\u00a0")  # common separators keep a number together
_AFTER_DIGITS = frozenset("%٪‰°")  # read after the number, on whichever side they are drawn
# What follows its number also where it is written in Latin letters.
_UNIT_NAMES = """
km m cm mm nm kg g mg t gb mb tb kb ghz mhz hz kw mw gw kwh mwh mph kmh c f usd eur gbp
"""
_UNITS = frozenset(_UNIT_NAMES.split())


def logical_order(drawn: Sequence[str], *, to_left: bool) -> list[str]:
    """Return the signs of a line, given from left to right, in the order in which they are read.

    `to_left` is the direction of the paragraph. Brackets that belong to text running to the left
    come back as placeholders, because producers differ in whether they mirror them;
    `bracket_table` decides. A code point that no text may hold comes back as U+FFFD.
    """
    drawn = [text.translate(_NO_PLACEHOLDER) for text in drawn]
    kinds = [_kind(text) for text in drawn]
    levels = _levels_to_left(drawn, kinds) if to_left else _levels_to_right(kinds)
    signs = [
        text.translate(_TO_PLACEHOLDER) if level == 1 and kind == "N" else text
        for text, kind, level in zip(drawn, kinds, levels, strict=True)
    ]
    return _reversed_by_level(signs, levels)


def bracket_table(text: str) -> dict[int, str]:
    """Return which brackets stand for the placeholders of a document, for `str.translate`.

    They are mirrored where more of them then open before they close. Each kind of bracket is
    decided by itself.
    """
    table = dict(_FROM_PLACEHOLDER)
    for opening in "([{<«‹≤⟨":
        pair = (_TO_PLACEHOLDER[ord(opening)], _TO_PLACEHOLDER[ord(MIRRORED[opening])])
        if _is_mirrored(text, *map(chr, pair)):
            table.update({one: _MIRRORING[one] for one in pair})
    return table


def upright_brackets(text: str) -> str:
    """Return a text in which no number stands in brackets that are inside out, as those are that a
    program draws apart from the text around."""
    return _INSIDE_OUT.sub(
        lambda match: (
            f"{match[3]}{match[2]}{match[1]}" if MIRRORED[match[1]] == match[3] else match[0]
        ),
        text,
    )


def _is_mirrored(text: str, opening: str, closing: str) -> bool:
    """Tell whether more brackets close before they open than the other way round."""
    balance = 0
    awaited = ""
    for sign in text:
        if sign in (opening, closing):
            if awaited and sign != awaited:
                balance += 1 if awaited == opening else -1
                awaited = ""
            else:
                awaited = sign
    return balance < 0


def _kind(text: str) -> str:
    """Return R or L for letters of either direction, D for digits, S for a space, else N."""
    kind = "S" if text.isspace() else "N"
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return "R"
        if direction == "L":
            kind = "L"
        elif direction in ("EN", "AN") and kind != "L":
            kind = "D"
    return kind


def _levels_to_left(drawn: Sequence[str], kinds: list[str]) -> list[int]:
    """Return the levels in a paragraph that runs to the left: 2 for what runs to the right."""
    levels = [1] * len(kinds)
    at = 0
    while at < len(kinds):
        if kinds[at] not in ("L", "D"):
            at += 1
            continue
        end = _island_end(drawn, kinds, at)
        levels[at:end] = [2] * (end - at)
        at = end
    return levels


def _island_end(drawn: Sequence[str], kinds: list[str], start: int) -> int:
    """Return the end of a stretch of words and numbers that runs to the right.

    It goes on over spaces and signs if a Latin letter comes behind them, or a number behind Latin
    letters; a number goes on over one separator between its digits.
    """
    end, latin = start, False
    while end < len(kinds):
        if kinds[end] in ("L", "D"):
            latin = latin or kinds[end] == "L"
            end += 1
            continue
        next_at = end
        while next_at < len(kinds) and kinds[next_at] in ("S", "N"):
            next_at += 1
        if next_at == len(kinds) or kinds[next_at] == "R":
            return end + (drawn[end] in _AFTER_DIGITS)
        separated = next_at == end + 1 and drawn[end] in _BETWEEN_DIGITS
        if not (separated and kinds[next_at] == "D") and (
            not latin
            or (
                (kinds[end:next_at] == ["S"] and kinds[next_at] == "D")
                and _is_unit(drawn, start, end)
            )
        ):
            return end + (drawn[end] in _AFTER_DIGITS and kinds[end + 1] == "S")
        end = next_at
    return end


def _is_unit(drawn: Sequence[str], start: int, end: int) -> bool:
    """Tell whether an island is a unit of measure, which is read after the number beside it."""
    return "".join(drawn[start:end]).lower() in _UNITS


def _levels_to_right(kinds: Sequence[str]) -> list[int]:
    """Return the levels in a paragraph that runs to the right: 1 for what runs to the left, from
    the first letter to the last one, and 2 for the numbers in it."""
    levels = [0] * len(kinds)
    at = 0
    while at < len(kinds):
        if kinds[at] != "R":
            at += 1
            continue
        end = last = at
        while end < len(kinds) and kinds[end] != "L":
            last = end if kinds[end] == "R" else last
            end += 1
        for inside in range(at, last + 1):
            levels[inside] = 2 if kinds[inside] == "D" else 1
        at = end
    return levels


def _reversed_by_level(signs: Sequence[str], levels: Sequence[int]) -> list[str]:
    """Reverse the runs of every level (rule L2 of UAX 9, which is its own inverse)."""
    result, ranks = list(signs), list(levels)
    for level in (2, 1):
        at = 0
        while at < len(ranks):
            end = at
            while end < len(ranks) and ranks[end] >= level:
                end += 1
            if end > at:
                result[at:end] = reversed(result[at:end])
                ranks[at:end] = reversed(ranks[at:end])
            at = max(end, at + 1)
    return result
