"""Reads the text of a reply that a model wrote as JSON, with its citations as `[n]`.

For example: {"answer": "It rose [1]."}, [{"sentence": "It rose.", "sources": [1]}], fenced or not,
and cut short or not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_BEGUN = re.compile(
    r"\s*(?:`{0,3}|`{3}\s?(?:j|js|jso|json)?\s*|`{3}\w*\s+[\[{]?|[\[{]\s*|\[\s*\{\s*)$"
)
_JSON = re.compile(r"\s*(?:`{3}\w*\s*)?(?:\{\s*\"|\[\s*\{\s*\"|\[\s*\")")
_FENCE = re.compile(r"^\s*`{3}\w*\s*|\s*`{3}\s*$")
_CITES = re.compile(
    r"cit|source|ref|passage|evidence|marker|مصدر|مصادر|مرجع|مراجع|مقطع|مقاطع", re.I
)
_ASIDE = re.compile(
    r"think|reason|thought|analysis|lang|confiden|question|query|type|status|سؤال|لغة", re.I
)
_STRING = re.compile(r"(?:\"(?P<key>[^\"\\]{1,40})\"\s*:\s*|[\[,]\s*)\"(?P<value>(?:[^\"\\]|\\.)*)")
_STOP = re.compile(r"([.!?؟…]*)\s*$")


class JsonGate:
    """Passes a streamed reply on, and one in JSON as its text, when all of it is there."""

    def __init__(self) -> None:
        self.empty = False
        self._held = ""
        self._is_json: bool | None = None

    def feed(self, piece: str) -> str:
        """Take the next piece, and return the text that may go on by now."""
        if self._is_json is False:
            return piece
        self._held += piece
        if self._is_json is None:
            self._is_json = _is_json(self._held)
        return "" if self._is_json is not False else self._let()

    def close(self) -> str:
        """Return what was held back; `empty` tells that it was JSON without a text."""
        if not self._is_json:
            return self._let()
        text = text_of_json(self._let())
        self.empty = not text
        return text

    def _let(self) -> str:
        held, self._held = self._held, ""
        return held


def text_of_json(reply: str) -> str:
    """Return the text in a reply in JSON, in its order, with its citations as markers."""
    body = _FENCE.sub("", reply)
    try:
        found = json.loads(body)
    except ValueError:
        return "\n".join(_strings(body))
    return "\n".join(_texts(found))


def _is_json(text: str) -> bool | None:
    """Tell whether a reply begins as JSON; None while that cannot be told yet."""
    if _JSON.match(text):
        return True
    return None if _BEGUN.fullmatch(text) else False


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield from filter(None, [found.strip()])
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one)
    elif isinstance(found, dict):
        said = [
            text
            for key, value in found.items()
            if not _CITES.search(key) and not _ASIDE.search(key)
            for text in _texts(value)
        ]
        numbers = [
            number
            for key, value in found.items()
            if _CITES.search(key)
            for number in _numbers(value)
        ]
        yield from said[:-1]
        if said:
            yield _cited(said[-1], numbers)


def _numbers(value: Any) -> list[int]:
    """Return the numbers of passages in the value of a citation, whatever its shape."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int):
        return [value] if 0 < value < 100 else []
    if isinstance(value, str):
        short = len(value) <= 20
        return [int(one) for one in re.findall(r"(?<!\d)\d{1,2}(?!\d)", value)] if short else []
    parts = value.values() if isinstance(value, dict) else value
    return (
        [number for one in parts for number in _numbers(one)]
        if isinstance(value, dict | list)
        else []
    )


def _cited(text: str, numbers: list[int]) -> str:
    """Return a text with markers before its last stop, unless it has some of its own."""
    if not numbers or re.search(r"\[\d", text):
        return text
    marks = "".join(f"[{one}]" for one in dict.fromkeys(numbers))
    return _STOP.sub(lambda stop: f" {marks}{stop[1]}", text, count=1)


def _strings(body: str) -> Iterator[str]:
    """Yield the texts of JSON that was cut short or is ill-formed."""
    for string in _STRING.finditer(body):
        key = string["key"] or ""
        if _CITES.search(key) or _ASIDE.search(key):
            continue
        try:
            yield str(json.loads(f'"{string["value"]}"', strict=False)).strip()
        except ValueError:
            yield string["value"].strip()
