"""Draws what runs left to right in an Arabic line so that pdfium reads it in order.

pdfium, the reader in Chrome and Edge, cuts a line into stretches of one kind: letters of the left,
letters of the right, figures with their signs, and the rest. Of a line in which the words of the
right prevail it reads the stretches from the last to the first, and so reads `COVID-19` as
`-19COVID`. Here such a run is drawn from its last stretch to its first, each where it stood. The
page looks the same, and poppler, which goes by the places of the glyphs, reads the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

# q 1 0 0 -1 72.5 700 cm/c0 cs 0 scn\nBT … \nET\nQ: a run of text and where it stands.
_RUN = re.compile(rb"q 1 0 0 -1 [\d.-]+ (?P<y>[\d.-]+) cm[^\n]*\nBT(?P<text>.*?)\nET\nQ", re.DOTALL)
# ` 0 Tr/f0 20 Tf 1 0 0 -1 0 0 Tm[(\000\001)6(\000\002)]TJ`: a run that is drawn at once.
_AT_ONCE = re.compile(
    rb"(?P<head> 0 Tr/(?P<font>\w+) [\d.]+ Tf 1 0 0 -1 0 0 Tm)"
    rb"\s*\[?(?P<shown>(?:-?[\d.]+|\((?:\\.|[^\\()])*\)|<[0-9A-F]+>)+)(?:\]TJ|Tj)",
    re.DOTALL,
)
_SAME_LINE = 1.0  # points: the base lines of one line of text differ by less
_LEFT, _RIGHT, _FIGURE, _OTHER = "left", "right", "figure", "other"
_KINDS = {
    "L": _LEFT,
    "R": _RIGHT,
    "AL": _RIGHT,
    **dict.fromkeys(("AN", "EN", "NSM", "CS", "ES", "ET", "BN"), _FIGURE),
}


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph of a run, its place and width in thousandths of the font size, and its character."""

    number: int
    place: float
    width: float
    character: str


Glyphs = Callable[[bytes, bytes], list[PlacedGlyph]]
"""Returns the glyphs of a run, given the name of its font and what it shows."""


def in_reading_order(drawing: bytes, glyphs: Glyphs, characters: Callable[[bytes], str]) -> bytes:
    """Return a drawing in which pdfium reads each run of the left in a line of the right.

    `characters` returns the characters of a run as they are drawn, from left to right.
    """
    runs = list(_RUN.finditer(drawing))
    parts, position = [], 0
    for line in _lines(runs):
        if not _is_right_to_left("".join(characters(run["text"]) for run in line)):
            continue
        for run in line:
            turned = _turned(run["text"], glyphs)
            if turned is not None:
                parts += [drawing[position : run.start("text")], turned]
                position = run.end("text")
    return b"".join([*parts, drawing[position:]])


def _lines(runs: list[re.Match[bytes]]) -> Iterator[list[re.Match[bytes]]]:
    """Yield the runs of each line, which follow each other on one base line."""
    line: list[re.Match[bytes]] = []
    for run in runs:
        if line and abs(float(run["y"]) - float(line[-1]["y"])) >= _SAME_LINE:
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def _is_right_to_left(text: str) -> bool:
    """Tell whether pdfium reads a line from the right: more stretches are of the right."""
    kinds = [kind for kind, _ in groupby(text, _kind)]
    return kinds.count(_RIGHT) > kinds.count(_LEFT)


def _kind(character: str) -> str:
    """Return the kind of a character; of none, as a glyph may stand for, the rest."""
    return _KINDS.get(unicodedata.bidirectional(character), _OTHER) if character else _OTHER


def _turned(text: bytes, glyphs: Glyphs) -> bytes | None:
    """Return a run of the left drawn from its last stretch; None for any other run."""
    at_once = _AT_ONCE.fullmatch(text)
    if at_once is None:
        return None
    placed = glyphs(at_once["font"], at_once["shown"])
    stretches = [
        (kind, list(some)) for kind, some in groupby(placed, lambda g: _kind(g.character[:1]))
    ]
    if len(stretches) < 2 or not _can_turn(stretches):
        return None
    shown, pen = [], 0.0
    for glyph in (glyph for _, some in reversed(stretches) for glyph in some):
        if abs(glyph.place - pen) > 0.01:
            shown.append(f"{pen - glyph.place:.2f}")
        shown.append(f"<{glyph.number:04X}>")
        pen = glyph.place + glyph.width
    return at_once["head"] + f"[{''.join(shown)}]TJ".encode()


def _can_turn(stretches: list[tuple[str, list[PlacedGlyph]]]) -> bool:
    """Tell whether all characters are known and none of the right, and no bracket is mirrored.

    pdfium mirrors brackets up to the first letter of the left.
    """
    is_left = False
    for kind, some in stretches:
        if kind == _RIGHT or not all(glyph.character for glyph in some):
            return False
        is_left = is_left or kind == _LEFT
        if not is_left and any(unicodedata.mirrored(glyph.character[:1]) for glyph in some):
            return False
    return True
