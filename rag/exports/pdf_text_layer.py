"""Lets every glyph of a PDF by typst stand for one character, in the order of the page.

typst keeps the characters of a letter with its marks together and notes them at all its glyphs, in
the order in which they are read. Programs that read a PDF turn the glyphs of a right-to-left line
around afterwards, and so turn the marks before their letter. They agree where each glyph has
exactly one character, which the fonts of this package are made for (tools/arabic_font.py).

They disagree on brackets: pdfium, the reader in Chrome and Edge, mirrors those of a right-to-left
line and so wants the character that a glyph looks like, as most programs write it; typst writes the
character that was meant, which is the other one. Here each has the character it looks like.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

_Glyph = tuple[int, int]  # the number of the object of the font's CMap, and the glyph's number

# What matters in the drawing of a page: `/Span<</ActualText<FEFF06460650>>>BDC`, other marked
# content, its end, `/f0 20 Tf`, and the start of a string, `(\000\002)` or `<0002>`.
_TOKEN = re.compile(
    rb"/Span<</ActualText<FEFF(?P<text>[0-9A-F]*)>>>BDC"
    rb"|(?P<other>/\w+(?:<<(?:[^<>]|<[0-9A-F]*>)*>>BDC| BMC))"
    rb"|(?P<end>\bEMC\b)"
    rb"|(?P<run>\bBT\b)"
    rb"|/(?P<font>\w+) [\d.]+ Tf"
    rb"|<(?P<hex>[0-9A-Fa-f]+)>"
    rb"|(?P<string>\()"
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_STREAM = re.compile(rb"(<<.*?/Length )(\d+)(.*?>>\s*stream\r?\n)", re.DOTALL)
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
    file = _File(pdf)
    drawings = {number: _parsed(*found) for number, found in file.drawings()}
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
    return file.whole()


class _File:
    """The objects of a PDF with a plain table of them, as typst writes it."""

    def __init__(self, pdf: bytes) -> None:
        table = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        rows = re.findall(rb"(\d{10}) \d{5} ([nf])", pdf[table:])
        offsets = {number: int(row[0]) for number, row in enumerate(rows) if row[1] == b"n"}
        order = sorted(offsets, key=offsets.__getitem__)
        ends = [*(offsets[number] for number in order[1:]), table]
        self._head = pdf[: offsets[order[0]]]
        self._objects = {n: pdf[offsets[n] : end] for n, end in zip(order, ends, strict=True)}
        self._trailer = pdf[pdf.index(b"trailer", table) : pdf.rindex(b"startxref")]
        self._count = len(rows)

    def drawings(self) -> Iterator[tuple[int, tuple[bytes, dict[bytes, int]]]]:
        """Yield the number of each page's drawing, with it and the CMaps of its fonts."""
        for page in self._objects.values():
            if b"/Type/Page/" not in page:
                continue
            drawing, resources = _reference(page, b"Contents"), _reference(page, b"Resources")
            if drawing is not None and resources is not None:
                yield drawing, (self.stream(drawing), self._cmaps(self._objects[resources]))

    def _cmaps(self, resources: bytes) -> dict[bytes, int]:
        fonts = re.search(rb"/Font<<(.*?)>>", resources, re.DOTALL)
        named = re.findall(rb"/(\w+) (\d+) 0 R", fonts[1]) if fonts else []
        found = {name: _reference(self._objects[int(n)], b"ToUnicode") for name, n in named}
        return {name: cmap for name, cmap in found.items() if cmap is not None}

    def stream(self, number: int) -> bytes:
        """Return the data of an object."""
        whole = self._objects[number]
        start = _STREAM.search(whole)
        if start is None:
            return b""
        data = whole[start.end() : start.end() + int(start[2])]
        return zlib.decompress(data) if b"/FlateDecode" in start[0] else data

    def write(self, number: int, data: bytes) -> None:
        """Replace the data of an object."""
        whole = self._objects[number]
        start = _STREAM.search(whole)
        if start is None:
            return
        packed = zlib.compress(data, 9) if b"/FlateDecode" in start[0] else data
        head = start[1] + str(len(packed)).encode() + start[3]
        rest = whole[start.end() + int(start[2]) :]
        self._objects[number] = whole[: start.start()] + head + packed + rest

    def drop(self, entry: bytes) -> None:
        """Take an entry out of the catalog."""
        for number, data in self._objects.items():
            if b"/Type/Catalog/" in data:
                self._objects[number] = data.replace(entry, b"")

    def whole(self) -> bytes:
        """Return the file with its table written anew."""
        rows = [b"0000000000 65535 f\r\n"] * self._count
        parts, position = [self._head], len(self._head)
        for number, data in self._objects.items():
            rows[number] = b"%010d 00000 n\r\n" % position
            parts.append(data)
            position += len(data)
        table = b"xref\n0 %d\n" % self._count + b"".join(rows)
        return b"".join([*parts, table, self._trailer, b"startxref\n%d\n%%%%EOF" % position])


def _reference(dictionary: bytes, name: bytes) -> int | None:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", dictionary)
    return int(found[1]) if found else None


def _parsed(data: bytes, cmaps: dict[bytes, int]) -> _Drawing:
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
            if start["text"]:
                text = bytes.fromhex(start["text"].decode()).decode("utf-16-be")
                drawing.spans.append(_Span(start.span(), token.span(), text, tuple(glyphs)))
        elif kind in {"hex", "string"}:
            shown, position = _shown(token, data)
            for glyphs in [*drawing.runs[-1:], *(inner for _, inner in opened)]:
                glyphs += [(cmap, glyph) for glyph in _pairs(shown)]
        else:
            opened.append((token, []))
    return drawing


def _shown(token: re.Match[bytes], data: bytes) -> tuple[bytes, int]:
    """Return the bytes of a string, and where the drawing goes on behind it."""
    if token["hex"] is not None:
        return bytes.fromhex(token["hex"].decode()), token.end()
    return _string(data, token.end())


def _string(drawing: bytes, start: int) -> tuple[bytes, int]:
    """Return the bytes of a string in round brackets, and where the text goes on behind it."""
    depth, position = 1, start
    while depth:
        position += 2 if drawing[position : position + 1] == b"\\" else 1
        depth += {b"(": 1, b")": -1}.get(drawing[position : position + 1], 0)
    return _ESCAPE.sub(_unescaped, drawing[start:position]), position + 1


def _unescaped(escape: re.Match[bytes]) -> bytes:
    if escape[1].isdigit():
        return bytes([int(escape[1], 8)])
    return _ESCAPED.get(escape[1], escape[1])


def _pairs(shown: bytes) -> Iterator[int]:
    for place in range(0, len(shown) - 1, 2):
        yield int.from_bytes(shown[place : place + 2])


def _choose(file: _File, drawings: list[_Drawing]) -> dict[_Glyph, str]:
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
