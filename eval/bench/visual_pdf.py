"""Writes PDFs as programs do that know nothing of Arabic: each line drawn from left to right, in
the shapes of its letters.

The PDF has one font, whose signs are Unicode characters by a table of the file (`ToUnicode`). They
draw nothing that can be looked at, but have places and widths, which is what readers go by.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

_TATWEEL = "\u0640"
_LAM = "ل"
_FORMS = ("isolated", "final", "initial", "medial")
_MARKS = frozenset(map(chr, range(0x064B, 0x0653))) | {"\u0670"}
PAGE = (400.0, 560.0)
"""Width and height in points."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of text: its characters in the order in which they are drawn, from left to right."""

    text: str
    x: float
    y: float
    size: float = 11.0


def visual(text: str, *, shapes: bool = True) -> str:
    """Return a logical line in visual order; with `shapes`, in the presentation forms of letters
    and the ligatures of lam and alef, otherwise in plain letters."""
    return turned(shaped(text) if shapes else text, base="R")


def turned(text: str, *, base: str) -> str:
    """Return a logical line as it is drawn from left to right, in a paragraph that runs to the left
    (`base` R) or right (L)."""
    shown: str = import_module("bidi").get_display(text, base_dir=base)
    return shown


def shaped(text: str) -> str:
    """Return a text with Arabic letters in the presentation forms that stand in their places."""
    letters = _with_ligatures(text)
    result = []
    for at, letter in enumerate(letters):
        forms = _forms().get(letter)
        if forms is None:
            result.append(letter)
            continue
        before = next((one for one in reversed(letters[:at]) if one not in _MARKS), " ")
        after = next((one for one in letters[at + 1 :] if one not in _MARKS), " ")
        joins_before = _joins_after(before) and ("final" in forms)
        joins_after = "initial" in forms and _joins_before(after)
        result.append(forms.get(_FORMS[joins_before + 2 * joins_after], letter))
    return "".join(result)


def _with_ligatures(text: str) -> list[str]:
    """Return the letters of a text, lam with alef as one."""
    letters: list[str] = []
    for letter in text:
        if letters and letters[-1] == _LAM and _LAM + letter in _forms():
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters


def _joins_after(letter: str) -> bool:
    """Tell whether a letter is joined to the one that follows it."""
    return letter == _TATWEEL or "initial" in _forms().get(letter, {})


def _joins_before(letter: str) -> bool:
    """Tell whether a letter is joined to the one that comes before it."""
    return letter == _TATWEEL or "final" in _forms().get(letter, {})


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return the presentation forms of letters and of lam with alef, by what they stand for."""
    forms: dict[str, dict[str, str]] = {}
    for code in range(0xFE80, 0xFEFD):
        kind, *codes = unicodedata.decomposition(chr(code)).split()
        letters = "".join(chr(int(one, 16)) for one in codes)
        forms.setdefault(letters, {})[kind.strip("<>")] = chr(code)
    return forms


def wrapped(text: str, *, most: int) -> list[str]:
    """Return a text in lines of at most so many characters, broken at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def width(text: str, size: float) -> float:
    """Return how wide a text is: half the type size a character, nothing for marks."""
    return sum(0.0 if unicodedata.combining(one) else 0.5 * size for one in text)


def to_pdf(pages: Sequence[Iterable[DrawnLine]], *, title: str = "", extra: bytes = b"") -> bytes:
    """Return a PDF of pages with lines. `extra` is drawn on every page."""
    pages = [list(page) for page in pages]
    used = sorted({one for page in pages for line in page for one in line.text}) or [" "]
    codes = {character: at + 1 for at, character in enumerate(used)}
    contents = [extra + b"\n".join(_drawn(line, codes) for line in page) for page in pages]
    numbers = range(6, 6 + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font(used),
        _stream(_to_unicode(codes)),
        b"<< /Title <feff" + title.encode("utf-16-be").hex().encode() + b"> >>",
    ]
    for number, content in zip(numbers, contents, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]:g} {PAGE[1]:g}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R >>".encode()
        )
        objects.append(_stream(content))
    return _file(objects)


def _drawn(line: DrawnLine, codes: dict[str, int]) -> bytes:
    """Return the operators that draw a line."""
    string = "".join(f"{codes[one]:04x}" for one in line.text)
    return f"BT /F1 {line.size:g} Tf 1 0 0 1 {line.x:g} {line.y:g} Tm <{string}> Tj ET".encode()


def _font(used: Sequence[str]) -> bytes:
    """Return a font of two-byte codes, with the widths that `width` counts."""
    widths = " ".join("0" if unicodedata.combining(one) else "500" for one in used)
    return (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
        "/ToUnicode 4 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 "
        "/BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 500 /CIDToGIDMap /Identity "
        f"/W [1 [{widths}]] /FontDescriptor << /Type /FontDescriptor /FontName /Plain /Flags 4 "
        "/FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 "
        "/StemV 80 >> >>] >>"
    ).encode()


def _to_unicode(codes: dict[str, int]) -> bytes:
    """Return the table that says which characters the codes are."""
    rows = [
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items()
    ]
    parts = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """Return the objects as a file, with the table of where they are."""
    data = b"%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(data)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )
