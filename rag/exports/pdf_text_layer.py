"""Lets every glyph of a PDF by typst stand for one character, in the order of the page.

typst keeps the characters of a letter with its marks together and notes them at all its glyphs, in
the order in which they are read. Programs that read a PDF turn the glyphs of a right-to-left line
around afterwards, and so turn the marks before their letter. They agree where each glyph has
exactly one character, which the fonts of this package are made for (eval/bench/fonts).

They disagree on brackets: pdfium, the reader in Chrome and Edge, mirrors those of a right-to-left
line and so wants the character that a glyph looks like, as most programs write it; typst writes the
character that was meant, which is the other one. Here each has the character it looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.exports.pdf_objects import PdfObjects
from rag.exports.pdf_reading_order import PlacedGlyph, in_reading_order

_Glyph = tuple[int, int]  # the number of the object of the font's CMap, and the glyph's number

# What matters in the drawing of a page: `/Span<</ActualText<FEFF06460650>>>BDC`, the same as
# `/Span<</ActualText(>)>>BDC` for a character of ASCII, other marked content, its end,
# `/f0 20 Tf`, and the start of a string, `(\000\002)` or `<0002>`.
_TOKEN = re.compile(
    rb"/Span<</ActualText(?:<FEFF(?P<text>[0-9A-F]+)>|\((?P<ascii>\\?.)\))>>BDC"
    rb"|(?P<other>/\w+(?:<<(?:[^<>()]|\((?:\\.|[^\\()])*\)|<[0-9A-F]*>)*>>BDC| BMC))"
    rb"|(?P<end>\bEMC\b)"
    rb"|(?P<run>\bBT\b)"
    rb"|/(?P<font>\w+) [\d.]+ Tf"
    rb"|<(?P<hex>[0-9A-Fa-f]+)>"
    rb"|(?P<string>\()"
)
# The parts of a run that is drawn at once: `(\000\001)6(\000\002)`.
_SHOWN = re.compile(
    rb"(?P<number>-?[\d.]+)|<(?P<hex>[0-9A-F]+)>|\((?P<string>(?:\\.|[^\\()])*)\)", re.DOTALL
)
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ENTRIES = re.compile(rb"(?:\d+ beginbfchar\n(?:<[^\n]*\n)*endbfchar\n)+")
_ENTRY = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»"), ("‹", "›"), ("≤", "≥"))
_MIRRORED = {a: b for left, right in _PAIRS for a, b in ((left, right), (right, left))}
_MOST_ENTRIES = 100  # in one block of a CMap, says the specification


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of a drawing that typst has noted the text of."""

    opening: tuple[int, int]
    closing: tuple[int, int]
    text: str
    glyphs: tuple[_Glyph, ...]

    def characters(self) -> list[tuple[_Glyph, str]]:
        """Return the character of each glyph; [] where the numbers of both differ.

        Of several characters only those of a right-to-left text are told apart.
        """
        one = len(self.text) == 1
        if len(self.glyphs) != len(self.text) or not (one or _is_right_to_left(self.text[0])):
            return []
        return list(zip(self.glyphs, reversed(self.text), strict=True))


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page: `runs` are the glyphs of each run of text in one direction."""

    data: bytes
    spans: list[_Span]
    runs: list[list[_Glyph]]


def one_character_a_glyph(pdf: bytes) -> bytes:
    """Return the PDF with a character for each glyph of its right-to-left text.

    What is noted otherwise than typst does stays as it is. The reading direction of the whole
    document is taken out, because pdfium turns every line by it, English ones too.
    """
    file = PdfObjects(pdf)
    drawings = {number: parsed(*found) for number, found in file.drawings()}
    chosen = _choose(file, list(drawings.values()))
    for number, drawing in drawings.items():
        plain = [
            span
            for span in drawing.spans
            if (noted := span.characters())
            and all(chosen[glyph] in {one, _MIRRORED.get(one)} for glyph, one in noted)
        ]
        file.write(number, _without(drawing.data, plain))
    for cmap in {cmap for cmap, _ in chosen}:
        mapped = {glyph: char for (one, glyph), char in chosen.items() if one == cmap}
        file.write(cmap, _remapped(file.stream(cmap), mapped))
    file.drop(b"/Direction/R2L")
    for number, (data, cmaps) in list(file.drawings()):
        file.write(number, in_reading_order(data, *_readers(file, cmaps)))
    return file.whole()


def _readers(
    file: PdfObjects, cmaps: dict[bytes, int]
) -> tuple[Callable[[bytes, bytes], list[PlacedGlyph]], Callable[[bytes], str]]:
    """Return what `in_reading_order` asks of a page: the glyphs and the characters of a run."""
    known = {cmap: dict(_entries(file.stream(cmap))) for cmap in cmaps.values()}
    widths = {cmap: file.widths(cmap) for cmap in cmaps.values()}

    def glyphs(font: bytes, shown: bytes) -> list[PlacedGlyph]:
        cmap = cmaps[font]
        found, pen = [], 0.0
        for part in _SHOWN.finditer(shown):
            if part["number"]:
                pen -= float(part["number"])
                continue
            for glyph in _pairs(_literal(part)):
                width = widths[cmap].get(glyph, 0.0)
                found.append(PlacedGlyph(glyph, pen, width, known[cmap].get(glyph, "")))
                pen += width
        return found

    def characters(text: bytes) -> str:
        drawn = (glyph for run in parsed(b"BT" + text, cmaps).runs for glyph in run)
        return "".join(known.get(cmap, {}).get(glyph, "") for cmap, glyph in drawn)

    return glyphs, characters


def _literal(part: re.Match[bytes]) -> bytes:
    """Return the bytes of a string between brackets of either kind."""
    if part["hex"]:
        return bytes.fromhex(part["hex"].decode())
    return _ESCAPE.sub(_unescaped, part["string"])


def parsed(data: bytes, cmaps: dict[bytes, int]) -> _Drawing:
    """Return the stretches whose text is noted, the inner ones first, and all glyphs."""
    drawing = _Drawing(data, [], [])
    opened: list[tuple[re.Match[bytes], list[_Glyph]]] = []
    position, cmap = 0, -1
    while token := _TOKEN.search(data, position):
        position = token.end()
        kind = token.lastgroup
        if kind == "font":
            cmap = cmaps.get(token["font"], -1)
        elif kind == "run":
            drawing.runs.append([])
        elif kind == "end":
            start, glyphs = opened.pop()
            if text := _noted(start):
                drawing.spans.append(_Span(start.span(), token.span(), text, tuple(glyphs)))
        elif kind in {"hex", "string"}:
            shown, position = _shown(token, data)
            for glyphs in [*drawing.runs[-1:], *(inner for _, inner in opened)]:
                glyphs += [(cmap, glyph) for glyph in _pairs(shown)]
        else:
            opened.append((token, []))
    return drawing


def _noted(start: re.Match[bytes]) -> str:
    """Return the text that is noted at the start of a stretch, or ""."""
    if start["text"]:
        return bytes.fromhex(start["text"].decode()).decode("utf-16-be")
    return start["ascii"].decode("latin-1")[-1] if start["ascii"] else ""


def _shown(token: re.Match[bytes], data: bytes) -> tuple[bytes, int]:
    """Return the bytes of a string, and where the drawing goes on behind it."""
    if token["hex"] is not None:
        return bytes.fromhex(token["hex"].decode()), token.end()
    return _string(data, token.end())


def _string(drawing: bytes, start: int) -> tuple[bytes, int]:
    """Return the bytes of a string in round brackets, and where the text goes on behind it."""
    depth, position = 1, start
    while depth:
        bracket = _BRACKET.search(drawing, position)
        if bracket is None:
            return b"", len(drawing)
        position = bracket.end()
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
    return _ESCAPE.sub(_unescaped, drawing[start : position - 1]), position


def _unescaped(escape: re.Match[bytes]) -> bytes:
    if escape[1].isdigit():
        return bytes([int(escape[1], 8)])
    return _ESCAPED.get(escape[1], escape[1])


def _pairs(shown: bytes) -> Iterator[int]:
    for place in range(0, len(shown) - 1, 2):
        yield int.from_bytes(shown[place : place + 2])


def _choose(file: PdfObjects, drawings: list[_Drawing]) -> dict[_Glyph, str]:
    """Return the character of each glyph in the spans: the one that typst gave it or the usual.

    Brackets are those that the glyphs look like.
    """
    votes: dict[_Glyph, Counter[str]] = defaultdict(Counter)
    for drawing in drawings:
        for span in drawing.spans:
            for glyph, character in span.characters():
                votes[glyph][character] += 1
    cmaps = {cmap for drawing in drawings for run in drawing.runs for cmap, _ in run if cmap >= 0}
    given = {
        (cmap, glyph): text
        for cmap in cmaps
        for glyph, text in _entries(file.stream(cmap))
        if len(text) == 1
    }
    chosen = {glyph: given.get(glyph) or _usual(counted) for glyph, counted in votes.items()}
    return chosen | _brackets(drawings, given | chosen)


def _brackets(drawings: list[_Drawing], known: dict[_Glyph, str]) -> dict[_Glyph, str]:
    """Return the bracket that each glyph of one looks like."""
    found: dict[_Glyph, Counter[str]] = defaultdict(Counter)
    for drawing in drawings:
        for run in drawing.runs:
            characters = [known.get(glyph, "") for glyph in run]
            turned = any(_is_right_to_left(one) for one in characters if one)
            for glyph, one in zip(run, characters, strict=True):
                if one in _MIRRORED:
                    found[glyph][_MIRRORED[one] if turned else one] += 1
    return {glyph: _usual(counted) for glyph, counted in found.items()}


def _usual(counted: Counter[str]) -> str:
    """Return the most frequent character, of several the first in order."""
    return min(counted, key=lambda character: (-counted[character], character))


def _entries(cmap: bytes) -> Iterator[tuple[int, str]]:
    for glyph, text in _ENTRY.findall(cmap):
        yield int(glyph, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _remapped(cmap: bytes, mapped: dict[int, str]) -> bytes:
    """Return the CMap with these characters of glyphs."""
    entries = sorted({**dict(_entries(cmap)), **mapped}.items())
    blocks = []
    for start in range(0, len(entries), _MOST_ENTRIES):
        block = entries[start : start + _MOST_ENTRIES]
        rows = "".join(f"<{g:04X}> <{t.encode('utf-16-be').hex().upper()}>\n" for g, t in block)
        blocks.append(f"{len(block)} beginbfchar\n{rows}endbfchar\n")
    return _ENTRIES.sub("".join(blocks).encode(), cmap, count=1)


def _without(drawing: bytes, spans: list[_Span]) -> bytes:
    """Return the drawing without the notes of these spans."""
    cuts = sorted(cut for span in spans for cut in (span.opening, span.closing))
    parts, position = [], 0
    for start, end in cuts:
        parts.append(drawing[position:start])
        position = end
    return b" ".join([*parts, drawing[position:]])


def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in {"R", "AL"}
