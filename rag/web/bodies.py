"""Decompresses the bodies of replies, never to more than a bound."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ACCEPTED = "gzip, deflate"
"""What is offered to servers: zlib can stop at a number of bytes, others give all they have."""

_GZIP = b"\x1f\x8b"
_SHORTEST_START = 2  # bytes that tell a gzip file, and a header of zlib
_ENCODINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class BodyError(Exception):
    """A body cannot be decompressed; the text says why."""


class BodyTooLargeError(BodyError):
    """A body has more bytes than are taken."""


def read_body(pieces: Iterable[bytes], encoding: str, *, most: int, cut: bool = False) -> bytes:
    """Return the bytes of a body after decompression by its `Content-Encoding`.

    Raises `BodyTooLargeError` beyond `most` bytes, or stops there if `cut`; `BodyError` for an
    encoding that was not offered, and for compressed data that are broken or end early.
    """
    kind = _ENCODINGS.get(encoding.strip().lower())
    if kind is None:
        raise BodyError("it is compressed in a way that was not asked for")
    plain = iter(pieces) if not kind else _decompressed(pieces, kind, most)
    body = bytearray()
    for piece in plain:
        body += piece
        if len(body) > most:
            if cut:
                return bytes(body[:most])
            raise BodyTooLargeError
    return bytes(body)


def _decompressed(pieces: Iterable[bytes], kind: str, most: int) -> Iterator[bytes]:
    """Yield what compressed pieces hold, each part of at most `most` + 1 bytes."""
    machine: zlib._Decompress | None = None
    ended, left = False, b""
    for piece in pieces:
        left += piece
        while left:
            if machine is None:
                if len(left) < _SHORTEST_START:
                    break
                if ended and not (kind == "gzip" and left.startswith(_GZIP)):
                    return  # it is padding, and not the next part of a gzip file
                machine = _machine(kind, left)
            try:
                yield machine.decompress(left, most + 1)
            except zlib.error:
                raise BodyError("its compressed data are broken; try again later") from None
            ended, left = machine.eof, machine.unused_data or machine.unconsumed_tail
            machine = None if ended else machine
    if machine is not None or (left and not ended):
        raise BodyError("its compressed data end early; try again later")


def _machine(kind: str, start: bytes) -> zlib._Decompress:
    """Return what decompresses; for `deflate` old servers leave out zlib's header."""
    if kind == "gzip":
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    has_header = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
