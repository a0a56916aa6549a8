"""Reads and replaces the objects of a PDF as typst writes it: each alone, with a plain table."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"(<<.*?/Length )(\d+)(.*?>>\s*stream\r?\n)", re.DOTALL)


class PdfObjects:
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

    def widths(self, cmap: int) -> dict[int, float]:
        """Return the widths of the glyphs of the font that a CMap belongs to."""
        entry = b"/ToUnicode %d 0 R" % cmap
        font = next(one for one in self._objects.values() if entry in one)
        glyphs = re.search(rb"/DescendantFonts\[(\d+)", font)
        rows = re.search(rb"/W\s?\[(.*)\]", self._objects[int(glyphs[1])]) if glyphs else None
        return _widths(rows[1].decode()) if rows else {}

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


def _widths(rows: str) -> dict[int, float]:
    """Return the widths in an array such as `0[500 1000]5 7 250`: a row, or one of several."""
    found: dict[int, float] = {}
    numbers: list[int] = []
    for row, number in re.findall(r"\[([^\]]*)\]|([\d.]+)", rows):
        if number and len(numbers) < 2:
            numbers.append(int(number))
            continue
        if number:
            found |= dict.fromkeys(range(numbers[0], numbers[1] + 1), float(number))
        else:
            found |= dict(enumerate(map(float, row.split()), numbers[0]))
        numbers = []
    return found
