"""Asks pdfium for the characters of a page, and makes glyphs of them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from rag.sources.pdf.glyphs import (
    KASHIDA,
    STROKE,
    SUPERIOR,
    DrawingOperation,
    Glyph,
    RawCharacter,
    clusters,
    in_reading_order,
    widened,
)
from rag.sources.pdf.kashidas import with_kashidas

_BOLD = 600  # the weight from which type is semibold
_LEAN = 10.0  # degrees that a line may be off the straight, as on a scanned page
_LONGEST_ACTUAL = 1000  # bytes of what a mark says of one glyph or word
_DEEPEST = 8  # forms within forms that are looked into
_HIGH = 0.3  # of its height above the baseline, from which a figure is a superior one
_MARK_HEIGHT = 1.2  # type sizes that a vowel mark may be above or below its letter's baseline
_SPACE = 0x20
_NONE = -1  # the turn of what is set at an angle


def page_glyphs(text: Any, number: int, spoken: Spoken) -> tuple[int, list[Glyph], int]:
    """Return how the text of a page is turned, its glyphs turned upright, and how many characters
    are set in other directions and left out. `text` is a text page with `number` characters.
    """
    operations: dict[int, DrawingOperation] = {}
    found = [
        (operations[raw.owner], raw, written)
        for line in _lines(text, number, operations, spoken)
        for raw, written in clusters(line)
    ]
    found = with_kashidas(found)
    turns = Counter(one.turn for one, _, written in found if written.strip())
    angled = turns.pop(_NONE, 0)
    turn = turns.most_common(1)[0][0] if turns else 0
    angled += turns.total() - turns[turn]
    glyphs: list[Glyph] = []
    marked: dict[int, int] = {}
    for operation, raw, written in found:
        if operation.turn != turn:
            continue
        glyph = _glyph(operation, raw, operation.said or written)
        if not operation.mark:
            glyphs.append(glyph)
            continue
        if operation.mark not in marked:
            again = _is_said_again(glyphs, glyph)
            marked[operation.mark] = len(glyphs) - again
            glyphs += [] if again else [glyph]
        at = marked[operation.mark]
        glyphs[at] = widened(glyphs[at], glyph)
    return turn, glyphs, angled


def _is_said_again(glyphs: Sequence[Glyph], glyph: Glyph) -> bool:
    """Tell whether a glyph is part of the one before: of a letter and its vowel marks, each of
    which is said to be them all."""
    last = glyphs[-1] if glyphs else glyph
    return (
        last is not glyph
        and last.text == glyph.text
        and len(glyph.text) > 1
        and any(map(unicodedata.combining, glyph.text))
        and abs(last.base - glyph.base) < _MARK_HEIGHT * glyph.size
        and min(last.right, glyph.right) >= max(last.left, glyph.left) - 0.3 * glyph.size
    )


def _glyph(operation: DrawingOperation, raw: RawCharacter, written: str) -> Glyph:
    """Return a glyph, turned upright."""
    left, right, base, pen = raw.left, raw.right, raw.y, raw.x
    if operation.turn == 90:
        left, right, base, pen = raw.bottom, raw.top, -raw.x, raw.y
    elif operation.turn == 180:
        left, right, base, pen = -raw.right, -raw.left, -raw.y, -raw.x
    elif operation.turn == 270:
        left, right, base, pen = -raw.top, -raw.bottom, raw.x, -raw.y
    # A space beside a letter in one glyph has no room of its own: where words end, gaps tell.
    written = written.strip(" ") or written
    return Glyph(written, left, right, base, operation.size, operation.bold, pen)


def _lines(
    text: Any, number: int, operations: dict[int, DrawingOperation], spoken: Spoken
) -> Iterator[list[RawCharacter]]:
    """Yield the characters of each line that pdfium has found, and fill in `operations`."""
    read = _reader(text, operations, spoken)
    line: list[RawCharacter] = []
    for index in range(number):
        one = read(index)
        if one.owner or one.text not in "\r\n":
            line.append(one)
        elif line:
            yield line
            line = []
    if line:
        yield line


def _reader(
    text_page: Any, operations: dict[int, DrawingOperation], spoken: Spoken
) -> Callable[[int], RawCharacter]:
    """Return what reads a character by its index; the memory for pdfium's answers is shared."""
    from pypdfium2 import raw

    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    page = text_page.raw

    def read(index: int) -> RawCharacter:
        box = raw.FS_RECTF()
        code = raw.FPDFText_GetUnicode(page, index)
        owned = raw.FPDFText_GetTextObject(page, index)
        owner = _address(owned)
        if owner and owner not in operations:
            mark, said = spoken.get(owner, (0, ""))
            operations[owner] = replace(_operation(page, index, raw), mark=mark, said=said)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        if owner and unicodedata.combining(
            chr(min(code, 0xFFFF))
        ):  # it has no width, and is drawn beside
            raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
            box = raw.FS_RECTF(left.value, top.value, right.value, bottom.value)
        if code == _SPACE and box.left == box.right:
            owner = 0  # made up for a shift within an operation
        text = _character(code, owner, page, index, raw)
        if owner and text in "0123456789":
            raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
            if bottom.value - y.value > _HIGH * (top.value - y.value):
                text = text.translate(SUPERIOR)
        return RawCharacter(
            text,
            x.value, y.value, box.left, box.right, box.bottom, box.top, owner,
            code if text == "\ufffd" else 0,
        )  # fmt: skip

    return read


def _character(code: int, owner: int, page: Any, index: int, raw: Any) -> str:
    """Return the character of a code.

    2 is pdfium's sign for a hyphen at a line's end. A glyph without a character of its own becomes
    U+FFFD, as do halves of characters.
    """
    if code == 2:
        return "-"
    if owner and raw.FPDFText_HasUnicodeMapError(page, index) == 1:
        return "\ufffd"
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF or not code else chr(code)


def _operation(page: Any, index: int, raw: Any) -> DrawingOperation:
    """Return what is equal for all characters of the operation that drew a character."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    turn = round(degrees / 90) * 90
    if abs(degrees - turn) > _LEAN:
        turn = _NONE
    bold = raw.FPDFText_GetFontWeight(page, index) >= _BOLD
    font = _address(raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(page, index)))
    return DrawingOperation(turn % 360 if turn >= 0 else turn, abs(size) or 1.0, bold, font)


Spoken = dict[int, tuple[int, str]]
"""By drawing operation: the mark that says what its glyphs stand for, and what it says."""


def take_actual_texts(page: Any) -> Spoken:
    """Return what the marks of a page say of its drawing operations, and take the marks off.

    With them pdfium would list the text of a mark in place of the glyphs, without their widths.
    To be called before the page's text is loaded.
    """
    from pypdfium2 import raw

    spoken: Spoken = {}
    owners: list[Any] = []
    count, get = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
    pending = [(count, get, page.raw, 0)]
    while pending:
        count, get, parent, depth = pending.pop()
        for at in range(max(0, count(parent))):
            owned = get(parent, at)
            kind = raw.FPDFPageObj_GetType(owned)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                found = _actual_text(owned, raw)
                if found is not None:
                    spoken[_address(owned)] = found
                    owners.append(owned)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
                pending.append((*inner, owned, depth + 1))
    for owned in owners:  # not before all are read: the address of a mark tells it from others
        for at in reversed(range(raw.FPDFPageObj_CountMarks(owned))):
            mark = raw.FPDFPageObj_GetMark(owned, at)
            raw.FPDFPageObj_RemoveMark(owned, mark)
    return spoken


def _actual_text(owned: Any, raw: Any) -> tuple[int, str] | None:
    """Return the innermost mark that says what an operation's glyphs stand for, and what it says;
    None where there is none."""
    for at in reversed(range(raw.FPDFPageObj_CountMarks(owned))):
        mark = raw.FPDFPageObj_GetMark(owned, at)
        buffer = (ctypes.c_ubyte * _LONGEST_ACTUAL)()
        length = ctypes.c_ulong()
        known = raw.FPDFPageObjMark_GetParamBlobValue(
            mark, b"ActualText", buffer, _LONGEST_ACTUAL, length
        )
        said = _text_string(bytes(buffer[: length.value])) if known else ""
        if said:
            return _address(mark), STROKE if said == KASHIDA else in_reading_order(said)
    return None


def _address(pointer: Any) -> int:
    """Return the address of one of pdfium's objects; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _text_string(data: bytes) -> str:
    """Return the text of a PDF's text string: UTF-16 or UTF-8 with a byte order mark, or Latin-1,
    which PDFDocEncoding agrees with for all that matters here."""
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")
