"""Writes protocol buffers, the form in which two libraries take their models."""

from __future__ import annotations


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Return a message: each field's number with its value, a number (not negative), a text or a
    message within it."""
    out = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return bytes(out)


def varint(number: int) -> bytes:
    """Return a number, which is not negative, as it is written: seven bits a byte, the lowest
    first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
