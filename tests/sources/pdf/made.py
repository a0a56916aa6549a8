"""PDFs that the tests make: with typst, and by hand for what typst does not write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eval.bench.visual_pdf import PAGE, DrawnLine, to_pdf, visual, width
from rag.records import Language

FONTS = Path(__file__).parents[3] / "eval" / "bench" / "fonts"


def typeset(
    body: str, *, language: Language = "en", page: str = "width: 12cm, height: 16cm"
) -> bytes:
    """The PDF of typst markup, justified and without a title of its own."""
    import typst

    source = (
        f'#set text(lang: "{language}", size: 10pt, '
        'font: ("Libertinus Serif", "IBM Plex Sans Arabic"))\n'
        f"#set par(justify: true)\n#set page({page})\n{body}"
    )
    data: Any = source.encode()
    made: bytes = typst.compile(data, font_paths=[str(FONTS)])
    return made


def set_in_lines(
    pages: Sequence[Iterable[str]], *, to_left: bool = False, title: str = "", shapes: bool = True
) -> bytes:
    """The PDF of lines below each other; Arabic ones are drawn from left to right."""
    drawn = []
    for page in pages:
        lines, y = [], PAGE[1] - 60
        for text in page:
            shown = visual(text, shapes=shapes) if to_left else text
            x = PAGE[0] - 40 - width(shown, 11) if to_left else 40.0
            lines.append(DrawnLine(shown, x, y))
            y -= 15
        drawn.append(lines)
    return to_pdf(drawn, title=title)


_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def encrypted(text: str, *, user: str) -> bytes:
    """A PDF of one line that is encrypted as PDF 1.1 has it, with a user's password or without."""
    first, permissions = b"0123456789abcdef", (-44 & 0xFFFFFFFF).to_bytes(4, "little")
    padded = (user.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5((b"owner" + _PADDING)[:32]).digest()[:5], padded)
    key = hashlib.md5(padded + owner + permissions + first).digest()[:5]
    own = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]
    content = _rc4(own, f"BT /F1 12 Tf 40 500 Td ({text}) Tj ET".encode())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 560] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%b> /U <%b> >>"
        % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode()),
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    name = first.hex().encode()
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R /Encrypt 5 0 R "
        b"/ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n" % (table, name, name, len(data))
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for at in range(256):
        other = (other + state[at] + key[at % len(key)]) % 256
        state[at], state[other] = state[other], state[at]
    at = other = 0
    result = bytearray()
    for byte in data:
        at = (at + 1) % 256
        other = (other + state[at]) % 256
        state[at], state[other] = state[other], state[at]
        result.append(byte ^ state[(state[at] + state[other]) % 256])
    return bytes(result)
