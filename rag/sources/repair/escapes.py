"""Decodes what was escaped on its way: HTML entities, and texts that consist of escaped Arabic."""

from __future__ import annotations

import html
import quopri
import re
from html.entities import html5
from urllib.parse import unquote_to_bytes

_ROUNDS = 3  # &amp;amp;quot;
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FEWEST = 5  # escapes by which a text is known for escaped
_ESCAPED_SHARE = 0.4  # of its characters
_ARABIC = re.compile("[\u0621-\u064a]")
_CODE = re.compile(r"[\\%]u0[67][0-9a-fA-F]{2}")
_CODES = re.compile(r"[\\%]u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([nrt\"'/\\])")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
_HALF = re.compile("[\ud800-\udfff]")


def decode_entities(text: str) -> str:
    """Return the text with HTML entities such as `&quot;` and `&#1593;` decoded."""
    for _ in range(_ROUNDS):
        decoded = _ENTITY.sub(_entity, text) if "&" in text else text
        if decoded == text:
            break
        text = decoded
    return text


def _entity(entity: re.Match[str]) -> str:
    name = entity[0]
    if name[1] != "#":
        return html5.get(name[1:], name)
    char = html.unescape(name)
    return char if char.isprintable() or char.isspace() else name


def decode_escapes(text: str) -> str:
    r"""Return a text of escaped Arabic (`\u0627`, `%D8%A7`, `=D8=A7`) decoded.

    A text in which a link or a sample of code is escaped comes back unchanged.
    """
    if text.count("\\") + text.count("%") < _FEWEST and text.count("=") < _FEWEST:
        return text
    if len(_ARABIC.findall(text)) > _FEWEST:
        return text
    if _is_most(_CODE, text):
        return _without_halves(_CODES.sub(_character, text), text)
    for pattern, bytes_of in ((_PERCENT, unquote_to_bytes), (_QUOTED, _unquoted)):
        if _is_most(pattern, text):
            data = text.replace("+", " ") if pattern is _PERCENT and " " not in text else text
            try:
                decoded = bytes_of(data.encode()).decode("utf-8")
            except UnicodeDecodeError:
                return text
            return decoded if _ARABIC.search(decoded) else text
    return text


def _unquoted(data: bytes) -> bytes:
    return quopri.decodestring(data)


def _is_most(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether escapes are a large part of what a text has besides white space."""
    found = pattern.findall(text)
    size = sum(map(len, found))
    return size >= 6 * _FEWEST and size >= _ESCAPED_SHARE * len("".join(text.split()))


def _character(code: re.Match[str]) -> str:
    if code[3]:
        return _SIGNS.get(code[3], code[3])
    return chr(int(code[1] or code[2], 16))


def _without_halves(decoded: str, text: str) -> str:
    """Join the halves of characters beyond U+FFFF; the text as it was if one stands alone."""
    if not _HALF.search(decoded):
        return decoded
    try:
        return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return text
