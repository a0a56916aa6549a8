"""Cuts JSON of any size into values, with one value in memory at a time.

A streaming parser stops at the first fault. This one only looks for where a value ends, so that a
value that cannot be used costs nothing but itself.
"""

from __future__ import annotations

import re
from typing import TextIO

_BLOCK = 1 << 16
_LOOK_AHEAD = 1024
_BREAKS_OFF = "it breaks off within a value: the file seems to be cut short"
_WHITE = re.compile(r"[ \t\r\n\ufeff\x1e\x00]*+")  # \x1e begins a record of JSON text sequences
_PLAIN = re.compile(r'[^"{}\[\]]*+')
_IN_STRING = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SCALAR = re.compile(r"[^\s,:{}\[\]\"]*+")


class JsonScanner:
    """Reads values from a stream of JSON text."""

    def __init__(self, stream: TextIO, *, max_bytes: int) -> None:
        """Give up values of more than `max_bytes`, counted as UTF-8."""
        self._stream = stream
        self._max_bytes = max_bytes
        self._buffer = ""
        self._at = 0

    def peek(self) -> str:
        """Return the next character that is no white space, without taking it; "" at the end."""
        while True:
            match = _WHITE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill():
                return ""

    def take(self, sign: str) -> bool:
        """Take the next character if it is `sign`; tell whether it was."""
        found = self.peek() == sign
        self._at += found
        return found

    def holds_objects(self) -> bool:
        """Tell whether a list follows whose first value is an object, or none."""
        self.peek()
        while len(self._buffer) - self._at < _LOOK_AHEAD and self._fill():
            pass
        return re.match(r"\[\s*(?:\{|\])", self._buffer[self._at :][:_LOOK_AHEAD]) is not None

    def value(self) -> str | None:
        """Take the next value and return its text; None for one that is too large.

        Raises `ValueError` where no value follows or the file ends within it.
        """
        parts = _Parts(self._max_bytes)
        first = self.peek()
        if first == '"':
            self._string(parts)
        elif first and first in "{[":
            self._nested(parts)
        else:
            self._take_match(_SCALAR, parts)
            if parts.size == 0:
                raise ValueError(f"it is not valid JSON: {first!r} where a value is expected")
        return parts.text()

    def _nested(self, parts: _Parts) -> None:
        """Take an object or list, up to the bracket that closes it."""
        depth = 0
        while True:
            self._take_match(_PLAIN, parts)
            sign = self._next()
            if sign == '"':
                self._string(parts)
                continue
            self._advance(parts)
            depth += 1 if sign in "{[" else -1
            if depth == 0:
                return

    def _string(self, parts: _Parts) -> None:
        """Take a string, up to the quotation mark that closes it."""
        self._advance(parts)
        while True:
            self._take_match(_IN_STRING, parts)
            if self._next() == '"':
                self._advance(parts)
                return
            # A backslash at the end of the buffer: what it escapes is in the next block.
            if self._at + 1 >= len(self._buffer) and not self._fill():
                raise ValueError(_BREAKS_OFF)

    def _take_match(self, pattern: re.Pattern[str], parts: _Parts) -> None:
        """Take all that matches, over the end of the buffer."""
        while match := pattern.match(self._buffer, self._at):
            parts.add(match[0])
            self._at = match.end()
            if self._at < len(self._buffer) or not self._fill():
                return

    def _next(self) -> str:
        """Return the next character, white space too. Raises `ValueError` at the end."""
        if self._at >= len(self._buffer) and not self._fill():
            raise ValueError(_BREAKS_OFF)
        return self._buffer[self._at]

    def _advance(self, parts: _Parts) -> None:
        parts.add(self._buffer[self._at])
        self._at += 1

    def _fill(self) -> bool:
        """Read on, and let go of what was taken; tell whether there was more."""
        block = self._stream.read(_BLOCK)
        self._buffer = self._buffer[self._at :] + block
        self._at = 0
        return bool(block)


class _Parts:
    """The text of a value while it is read; it is let go of once it is too large."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self.size = 0

    def add(self, part: str) -> None:
        self.size += len(part) if part.isascii() else len(part.encode("utf-8", "surrogatepass"))
        if self.size <= self._limit:
            self._parts.append(part)
        else:
            self._parts.clear()

    def text(self) -> str | None:
        return "".join(self._parts) if self.size <= self._limit else None
